/* The line to the server: one question, one of a few kinds of answer; a broken line is an answer too. */

const PATIENCE = 20_000;
const SHORT = 50_000;

/**
 * Kinds: done {answer}, away, signedOut {signIn}, stranger, gone {status, sentence}, stale, refused {errors},
 * changed {sentence}.
 */
export class Line {
  constructor(address) {
    this.address = address;
    this.token = "";
    this.author = "";
  }

  read() {
    return this.#ask("", {});
  }

  change(part, fields) {
    const headers = { "X-CSRFToken": this.token };
    const body = new URLSearchParams({ ...fields, author: this.author });
    // Goes on when the page is left meanwhile; browsers allow that for short texts only.
    const keepalive = String(body).length < SHORT;
    return this.#ask(part, { method: "POST", headers, body, keepalive });
  }

  async #ask(part, request) {
    try {
      const reply = await fetch(this.address + part, {
        ...request,
        headers: { ...request.headers, Accept: "application/json" },
        cache: "no-store",
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      return await understand(reply);
    } catch {
      return { kind: "away" };
    }
  }
}

const understand = async (reply) => {
  const isJson = reply.headers.get("Content-Type")?.startsWith("application/json");
  // Sent elsewhere: to change the password first, or by a network that wants its own sign-in.
  if (reply.type === "opaqueredirect" || (reply.ok && !isJson)) return { kind: "signedOut", signIn: location.href };
  const answer = isJson ? await reply.json() : {};
  if (reply.ok) return { kind: "done", answer };
  switch (reply.status) {
    case 400:
      return { kind: "stale" };
    case 401:
      return { kind: "signedOut", signIn: answer.sign_in };
    case 403:
    case 404:
      return { kind: "gone", status: reply.status, sentence: answer.sentence };
    case 409:
      return { kind: "changed", sentence: answer.sentence };
    case 412:
      return { kind: "stranger" };
    case 413:
    case 422:
      return { kind: "refused", errors: answer.errors ?? {} };
    default:
      return { kind: "away" };
  }
};
