// C-05: the one Trusted Types policy. No text becomes markup, a script or a script's address: the app makes its elements one by one, in
// every build (`erase_components`), and so needs no way to. The policy is there because the first of its name is the only one.
globalThis.trustedTypes?.createPolicy("default", {});
