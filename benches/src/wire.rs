//! The smallest HTTP that a load generator can do with: requests that are bytes already, answers that are only counted,
//! and a sink that takes every delivery. What the generator does not spend, the server under test can use.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Nothing that is measured here has a longer head.
const HEAD_MAX: usize = 64 * 1024;

/// What an answer was.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Of its body, in bytes.
    pub(crate) length: usize,
}

/// A connection that stays open between exchanges.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)
            .await
            .context("the server does not answer")?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends one request and reads its whole answer.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = read_head(&mut self.stream, &mut self.buffer)
            .await?
            .context("the server closed the connection")?;
        let text = std::str::from_utf8(&self.buffer[..head]).context("a head that is no text")?;
        let status = text
            .get(9..12)
            .and_then(|digits| digits.parse().ok())
            .context("an answer without status")?;
        if field(text, "transfer-encoding").is_some() {
            return self.read_chunks(status, head).await;
        }
        let length = field(text, "content-length").map_or(Ok(0), str::parse)?;
        while self.buffer.len() < head + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("an answer broke off");
            }
        }
        Ok(Answer { status, length })
    }

    /// Pages of the server have a length; this is for what is streamed.
    async fn read_chunks(&mut self, status: u16, head: usize) -> Result<Answer> {
        while !self.buffer[head..].ends_with(b"0\r\n\r\n") {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("an answer broke off");
            }
        }
        Ok(Answer {
            status,
            length: self.buffer.len() - head,
        })
    }
}

/// Reads up to the end of a head. Says where the body starts; `None` where the other side is done.
async fn read_head(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<Option<usize>> {
    loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            return Ok(Some(end + 4));
        }
        if buffer.len() > HEAD_MAX {
            bail!("a head without end");
        }
        if stream.read_buf(buffer).await? == 0 {
            return if buffer.is_empty() {
                Ok(None)
            } else {
                bail!("a head broke off")
            };
        }
    }
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").skip(1).find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field.eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

/// A server that takes whatever is delivered to it, in the name of any host.
pub(crate) struct Sink {
    pub(crate) address: SocketAddr,
    taken: Arc<AtomicU64>,
}

impl Sink {
    pub(crate) async fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let taken = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let counter = Arc::clone(&counter);
                // A peer that hangs up in the middle is simply gone.
                tokio::spawn(async move { take_all(stream, &counter).await.ok() });
            }
        });
        Ok(Self { address, taken })
    }

    pub(crate) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }
}

async fn take_all(mut stream: TcpStream, counter: &AtomicU64) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(8 * 1024);
    while let Some(head) = read_head(&mut stream, &mut buffer).await? {
        let text = std::str::from_utf8(&buffer[..head])?;
        let length: usize = field(text, "content-length").map_or(Ok(0), str::parse)?;
        let signed = field(text, "signature").is_some() && field(text, "digest").is_some();
        while buffer.len() < head + length {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        }
        buffer.drain(..head + length);
        // Only what a peer would take is counted.
        let answer: &[u8] = if signed {
            b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"
        } else {
            b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n"
        };
        stream.write_all(answer).await?;
        if signed {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }
    Ok(())
}
