"""The action for GitHub and the template for GitLab, their scripts run as runners would run them."""
