"""Workers on other machines, by Celery over RabbitMQ or Redis.

A task carries a Clip's key, its voice's key and digest, and the Line, never sound: the worker puts the Clip into the
store, and answers in a few words. The node that asked watches over its Lines until each is answered: it alone counts
lost workers and asks again, so that the broker may lose what it likes.
"""
