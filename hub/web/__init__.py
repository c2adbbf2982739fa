"""Floor 9, where the service is put together: blueprints and guards, settings, errors, headers, base pages."""
