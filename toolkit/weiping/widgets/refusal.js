// What a page tells its reader when the server refused something.

/** What the server said against a request, or that it said nothing. */
export const refusal = (ui, body) => (body && body.error && body.error.message) || ui.t("The server did not answer. Please try again.");
