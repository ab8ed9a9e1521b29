"""The same sheet of five criteria as a Streamlit app, a Panel app and a notebook for plain Voila."""
