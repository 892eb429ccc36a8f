"""What makes share that rewrite a voice's graph: editing one, exact rewrites of decoders, where results stay."""
