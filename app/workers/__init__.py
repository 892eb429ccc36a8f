"""Who speaks the Lines: one Protocol, and its adapters (threads of this process, processes of this machine)."""
