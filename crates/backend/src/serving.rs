//! Connections: how many, how long one may take to say what it wants, and how the server comes to its end.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::Service;

/// How many connections there may be at once. Whoever comes after waits to be let in.
const MOST_CONNECTIONS: usize = 4096;
/// The longest that the head of a request may take.
const LONGEST_HEAD: Duration = Duration::from_secs(10);
/// The longest that what is under way may take once the server is told to stop.
const LONGEST_DRAIN: Duration = Duration::from_secs(20);
/// How long nobody is let in when the system has no more connections to give.
const BREATH: Duration = Duration::from_millis(50);

/// Serves until it is told to stop; then lets what is under way finish, but not for ever.
pub(crate) async fn serve(listener: TcpListener, router: Router, told_to_stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(LONGEST_HEAD);
    let mut told_to_stop = std::pin::pin!(told_to_stop);
    loop {
        let place = tokio::select! {
            () = &mut told_to_stop => break,
            place = places.clone().acquire_owned() => place,
        };
        let (stream, peer) = tokio::select! {
            () = &mut told_to_stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            },
        };
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut router = router.clone();
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            async move { router.call(request).await }
        });
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // Whoever hangs up in the middle has done so.
            let _ = watched.await;
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(LONGEST_DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}
