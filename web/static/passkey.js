// Passkeys: asks the server for a challenge and the device for its answer, puts the answer into the form, and sends that.
// A form of this kind is not shown without it; every page that has one has another way too.
"use strict";

const fromText = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list || []).map((key) => ({ ...key, id: fromText(key.id) }));

async function challenge(address) {
  const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, redirect: "error" });
  if (!answer.ok) throw new Error("refused");
  return answer.json();
}

async function create(options) {
  const publicKey = { ...options, challenge: fromText(options.challenge), user: { ...options.user, id: fromText(options.user.id) }, excludeCredentials: named(options.excludeCredentials) };
  const key = await navigator.credentials.create({ publicKey });
  return { ...common(key), response: { clientDataJSON: toText(key.response.clientDataJSON), attestationObject: toText(key.response.attestationObject), transports: key.response.getTransports ? key.response.getTransports() : [] } };
}

async function use(options) {
  const publicKey = { ...options, challenge: fromText(options.challenge), allowCredentials: named(options.allowCredentials) };
  const key = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = key.response;
  return { ...common(key), response: { clientDataJSON: toText(clientDataJSON), authenticatorData: toText(authenticatorData), signature: toText(signature), userHandle: userHandle ? toText(userHandle) : "" } };
}

const common = (key) => ({ id: key.id, rawId: toText(key.rawId), type: key.type, clientExtensionResults: {} });

const words = {
  InvalidStateError: "This device has a passkey for this account already.",
  NotAllowedError: "No passkey was used. Try again, or use another way.",
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const block = form.closest("[data-passkey-block]");
  if (block) block.hidden = false;
  const said = form.querySelector("[data-said]"), button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    said.textContent = "";
    try {
      const asked = await challenge(form.dataset.options);
      const answer = await (form.dataset.passkey === "create" ? create : use)(asked.options);
      form.elements.challenge.value = asked.challenge;
      form.elements.response.value = JSON.stringify(answer);
      const beside = form.dataset.with && document.getElementById(form.dataset.with); // a form that was filled in before
      if (beside) for (const [name, value] of new FormData(beside)) if (form.elements[name] && name !== "password") form.elements[name].value = value;
      form.submit();
    } catch (error) {
      said.textContent = words[error.name] || "That did not work. Load the page again, or use another way.";
      button.disabled = false;
    }
  });
}
