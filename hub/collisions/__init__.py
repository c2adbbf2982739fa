"""Where plans collide, as each reader may know it; no hit is stored, only what people did about one."""
