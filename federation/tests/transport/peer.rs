//! A peer on a real socket that answers as told and remembers what it was asked.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn headers(&self) -> folkmoot_federation::signature::Headers<'_> {
        folkmoot_federation::signature::Headers::new(
            self.headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
        )
    }
}

type Answer = Arc<dyn Fn(&Asked) -> Vec<u8> + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<AtomicUsize>,
}

impl Peer {
    /// An empty answer closes the connection without a word.
    pub(crate) async fn new(answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = Self {
            address: listener.local_addr().unwrap(),
            asked: Arc::default(),
            connections: Arc::default(),
        };
        let (served, answer): (_, Answer) = (peer.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                served.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(served.clone().serve(stream, Arc::clone(&answer)));
            }
        });
        peer
    }

    async fn serve(self, stream: TcpStream, answer: Answer) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let Some(asked) = read(&mut stream).await? else {
                return Ok(());
            };
            let reply = answer(&asked);
            self.asked.lock().unwrap().push(asked);
            if reply.is_empty() {
                return Ok(());
            }
            stream.get_mut().write_all(&reply).await?;
            if reply
                .windows(17)
                .take(400)
                .any(|window| window == b"connection: close")
            {
                return Ok(());
            }
        }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Asked>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut asked = Asked {
        method,
        target,
        headers,
        body: Vec::new(),
    };
    let length = asked
        .header("content-length")
        .and_then(|value| value.parse().ok())
        .unwrap_or(0);
    asked.body = vec![0; length];
    stream.read_exact(&mut asked.body).await?;
    Ok(Some(asked))
}

/// An answer with its length.
pub(crate) fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut reply = format!(
        "HTTP/1.1 {status} x\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    )
    .into_bytes();
    reply.extend_from_slice(body);
    reply
}

pub(crate) const ACTIVITY: &str = "content-type: application/activity+json\r\n";
pub(crate) const JSON: &str = "content-type: application/jrd+json\r\n";
