//! Seals what may not be kept in clear: AES-256-GCM by the browser's own `WebCrypto`, with a key that cannot be read back out of it and
//! whose bytes are never stored (S-02). What the browser leaves on disk after the tab is closed is noise.

use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, SubtleCrypto, Window, window};
use wire::Secret;

const NONCE: usize = 12;

pub(super) struct Sealer {
    window: Window,
    crypto: Crypto,
    subtle: SubtleCrypto,
    key: CryptoKey,
}

impl Sealer {
    /// `None` where the browser has no `WebCrypto`, or the key is not one.
    pub(super) async fn new(key: &Secret) -> Option<Self> {
        let window = window()?;
        let crypto = window.crypto().ok()?;
        // Outside secure contexts the property is missing, whatever its type says.
        let subtle: SubtleCrypto = Reflect::get(&crypto, &"subtle".into()).ok()?.dyn_into().ok()?;
        let bytes = Uint8Array::from(from_base64(&window, key.expose())?.as_slice());
        let usages = js_sys::Array::of2(&"encrypt".into(), &"decrypt".into());
        let promise = subtle.import_key_with_str("raw", &bytes, "AES-GCM", false, &usages).ok()?;
        let key = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
        Some(Self { window, crypto, subtle, key })
    }

    /// The nonce and the ciphertext, in base64.
    pub(super) async fn seal(&self, answer: &Secret, associated_data: &str) -> Option<String> {
        let mut nonce = [0; NONCE];
        self.crypto.get_random_values_with_u8_array(&mut nonce).ok()?;
        let algorithm = algorithm(&nonce, associated_data)?;
        let clear = Uint8Array::from(answer.expose().as_bytes());
        let promise = self.subtle.encrypt_with_object_and_buffer_source(&algorithm, &self.key, &clear).ok()?;
        let mut sealed = nonce.to_vec();
        sealed.extend(bytes(&JsFuture::from(promise).await.ok()?)?);
        let binary: String = sealed.into_iter().map(char::from).collect();
        self.window.btoa(&binary).ok()
    }

    /// `None` when it was sealed with another key or for another field, link or tool.
    pub(super) async fn open(&self, sealed: &str, associated_data: &str) -> Option<Secret> {
        let sealed = from_base64(&self.window, sealed)?;
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>()?;
        let algorithm = algorithm(nonce, associated_data)?;
        let ciphertext = Uint8Array::from(ciphertext);
        let promise = self.subtle.decrypt_with_object_and_buffer_source(&algorithm, &self.key, &ciphertext).ok()?;
        let clear = bytes(&JsFuture::from(promise).await.ok()?)?;
        String::from_utf8(clear).ok().map(Secret::new)
    }
}

fn algorithm(nonce: &[u8], associated_data: &str) -> Option<Object> {
    let algorithm = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&algorithm, &name.into(), value).ok();
    set("name", &"AES-GCM".into())?;
    set("iv", &Uint8Array::from(nonce))?;
    set("additionalData", &Uint8Array::from(associated_data.as_bytes()))?;
    Some(algorithm)
}

fn bytes(buffer: &JsValue) -> Option<Vec<u8>> {
    Some(Uint8Array::new(buffer.dyn_ref::<ArrayBuffer>()?).to_vec())
}

fn from_base64(window: &Window, text: &str) -> Option<Vec<u8>> {
    window.atob(text).ok()?.chars().map(|character| u8::try_from(character).ok()).collect()
}
