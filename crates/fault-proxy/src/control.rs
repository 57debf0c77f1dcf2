//! Orders: `PUT /rules` replaces all rules, `GET /calls` tells what was asked, `DELETE /calls` forgets it.

use crate::Shared;
use crate::rules::{Call, Rule};
use axum::extract::State;
use axum::routing::{get, put};
use axum::{Json, Router};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;

pub(crate) async fn serve(listener: TcpListener, shared: Shared) -> std::io::Result<()> {
    let routes = Router::new().route("/rules", put(order)).route("/calls", get(tell).delete(forget));
    axum::serve(listener, routes.with_state(shared)).await
}

async fn order(State(shared): State<Shared>, Json(rules): Json<Vec<Rule>>) {
    lock(&shared.rules).0 = rules;
}

async fn tell(State(shared): State<Shared>) -> Json<Vec<Call>> {
    Json(lock(&shared.calls).all.clone())
}

async fn forget(State(shared): State<Shared>) {
    lock(&shared.calls).all.clear();
}

/// What a panicked connection leaves behind is still good.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
