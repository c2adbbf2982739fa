"""Each unit's own plan: goals, activities and limits; and the participant's own goal and busy times."""
