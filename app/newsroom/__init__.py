"""What a newsroom does with the announcer: sources, nights, feeds, exports."""
