//! One hop: a connection, a question, and the answer's content.

use http_body_util::BodyExt as _;
use hyper::Request;
use hyper::header::{self, HeaderMap, HeaderName};

use super::ask::{End, FetchAsk, Fetched, Flow, Head, Sink};
use super::error::{FetchError, Kind};
use super::fetcher::Fetcher;
use super::life::Freshness;
use super::limits::Purpose;
use super::target::Target;
use super::unpack::{Bounds, Step, Unpacking};
use super::wire::{self, Answer, Nothing};

/// What was heard at one hop.
pub(super) enum Heard {
    /// To ask there instead.
    Redirect(String),
    /// The answer. Its `hops` are the caller's to fill in.
    Answer(Fetched),
}

impl Fetcher {
    /// Asks one target, in its turn. While it is not its turn yet, `queues` says so.
    pub(super) async fn exchange(
        &self,
        ask: &FetchAsk,
        target: &Target,
        queues: &mut bool,
        sink: &mut dyn Sink,
    ) -> Result<Heard, FetchError> {
        let busy = || target.error(Kind::Busy).because("this site is asked too often");
        *queues = true;
        let host = self.by_host.turn(target.host()).await;
        *queues = false;
        let _host = host.ok_or_else(busy)?;
        let (wire, _address) = self.connected(target, queues).await?;
        let limits = &self.settings.limits;
        let late = || target.error(Kind::TooSlow).because("its head took too long");
        let request = self.request(ask, target)?;
        let asked = async {
            let wire =
                if target.is_tls() { wire::secure(&self.tls, target, wire).await? } else { wire };
            wire::ask(target, wire, request, limits.head_bytes).await
        };
        let answer = self.within(limits.head, asked).await.ok_or_else(late)??;
        if matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
            let location = text(&answer.headers, &header::LOCATION);
            let nowhere = || target.error(Kind::BadRedirect).because("it says not where to");
            return location.map(Heard::Redirect).ok_or_else(nowhere);
        }
        self.answered(ask, target, answer, sink).await.map(Heard::Answer)
    }

    fn request(&self, ask: &FetchAsk, target: &Target) -> Result<Request<Nothing>, FetchError> {
        // Nothing else is sent: no cookie, no referrer, no credentials, nothing of the operator's network.
        let mut request = Request::get(target.path_and_query())
            .header(header::HOST, target.authority())
            .header(header::USER_AGENT, &self.settings.agent)
            .header(header::ACCEPT, ask.purpose.accept())
            .header(header::ACCEPT_LANGUAGE, "zh-CN, zh;q=0.9, en;q=0.8")
            .header(header::ACCEPT_ENCODING, "gzip, deflate")
            .header(header::CONNECTION, "close");
        // A mark that one site gave is no business of another's.
        if let Some(known) = ask.known.as_ref().filter(|known| known.address == target.as_str()) {
            let marks = [
                (header::IF_NONE_MATCH, &known.etag),
                (header::IF_MODIFIED_SINCE, &known.modified),
            ];
            for (name, mark) in marks {
                if let Some(mark) = mark {
                    request = request.header(name, mark);
                }
            }
        }
        let unsendable =
            |why: hyper::http::Error| target.error(Kind::NotAnAddress).because(&why.to_string());
        request.body(Nothing::new()).map_err(unsendable)
    }

    async fn answered(
        &self,
        ask: &FetchAsk,
        target: &Target,
        answer: Answer,
        sink: &mut dyn Sink,
    ) -> Result<Fetched, FetchError> {
        let head = head(target, &answer.headers);
        let freshness = Freshness::read(
            &joined(&answer.headers, &header::CACHE_CONTROL),
            text(&answer.headers, &header::AGE).as_deref(),
        );
        let mut fetched =
            Fetched { head, hops: Vec::new(), freshness, end: End::Unchanged, received: 0 };
        let known = ask.known.as_ref().is_some_and(|known| known.address == target.as_str());
        if answer.status == 304 && known {
            return Ok(fetched);
        }
        if !(200..300).contains(&answer.status) {
            let mut error =
                target.error(Kind::Status(answer.status)).because(&answer.status.to_string());
            let wait = text(&answer.headers, &header::RETRY_AFTER)
                .and_then(|wait| wait.trim().parse().ok());
            error.again_after = wait.map(std::time::Duration::from_secs);
            return Err(error);
        }
        if ask.purpose == Purpose::ShortLink {
            fetched.end = End::Enough;
            return Ok(fetched);
        }
        if !ask.purpose.takes(fetched.head.content_type.as_deref()) {
            let kind = fetched.head.content_type.as_deref().unwrap_or("none given");
            return Err(target.error(Kind::ContentType).because(kind));
        }
        if sink.head(&fetched.head) == Flow::Enough {
            fetched.end = End::Enough;
            return Ok(fetched);
        }
        let (end, received) = self.content(ask.purpose, target, answer, sink).await?;
        Ok(Fetched { end, received, ..fetched })
    }

    /// Reads the content, under all of its limits.
    async fn content(
        &self,
        purpose: Purpose,
        target: &Target,
        mut answer: Answer,
        sink: &mut dyn Sink,
    ) -> Result<(End, u64), FetchError> {
        let limits = &self.settings.limits;
        let largest = limits.largest(purpose);
        let too_large =
            || target.error(Kind::TooLarge).because(&format!("more than {largest} bytes"));
        let said = text(&answer.headers, &header::CONTENT_LENGTH)
            .and_then(|said| said.trim().parse::<u64>().ok());
        if said.is_some_and(|said| said > largest) && !purpose.is_cut() {
            return Err(too_large());
        }
        let bounds = Bounds { largest, ratio: limits.ratio, ratio_from: limits.ratio_from };
        // A page that breaks off has a head all the same.
        let torn = purpose == Purpose::Page;
        let encoding = joined(&answer.headers, &header::CONTENT_ENCODING);
        let fail = |kind: Kind| target.error(kind).because(&encoding);
        let mut unpacking = Unpacking::new(&encoding, bounds, torn).map_err(fail)?;
        let mut hand = |bytes: &[u8]| sink.piece(bytes) == Flow::More;
        let start = self.settings.world.clock.wall();
        loop {
            let late = || target.error(Kind::TooSlow).because("its content came to a halt");
            let frame = self.within(limits.pause, answer.body.frame()).await.ok_or_else(late)?;
            let step = match frame {
                None => unpacking.end(&mut hand).map_err(fail)?,
                Some(Err(_)) if torn && unpacking.given > 0 => {
                    return Ok((End::Cut, unpacking.taken));
                }
                Some(Err(why)) => return Err(target.error(Kind::Broken).because(&why.to_string())),
                // What is no data is a trailer, and says nothing to us.
                Some(Ok(ref frame)) => match frame.data_ref() {
                    Some(piece) => unpacking.take(piece, &mut hand).map_err(fail)?,
                    None => Step::All,
                },
            };
            match step {
                Step::Enough => return Ok((End::Enough, unpacking.taken)),
                Step::Full if purpose.is_cut() => return Ok((End::Cut, unpacking.taken)),
                Step::Full => return Err(too_large()),
                Step::All if frame.is_none() => return Ok((End::Whole, unpacking.taken)),
                Step::All => {}
            }
            let passed = start.0.abs_diff(self.settings.world.clock.wall().0);
            let slow = unpacking.taken < limits.rate.saturating_mul(passed) / 1000;
            if slow && u128::from(passed) > limits.pause.as_millis() {
                return Err(target.error(Kind::TooSlow).because("its content trickles"));
            }
        }
    }
}

fn head(target: &Target, headers: &HeaderMap) -> Head {
    let links = headers.get_all(header::LINK).iter();
    Head {
        address: target.as_str().to_owned(),
        content_type: text(headers, &header::CONTENT_TYPE),
        language: text(headers, &header::CONTENT_LANGUAGE),
        links: links.map(|link| String::from_utf8_lossy(link.as_bytes()).into_owned()).collect(),
        etag: text(headers, &header::ETAG),
        modified: text(headers, &header::LAST_MODIFIED),
    }
}

/// A header's first value. Old servers write addresses in UTF-8 here, against the rule.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// All values of a header that is a list.
fn joined(headers: &HeaderMap, name: &HeaderName) -> String {
    let values =
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.collect::<Vec<_>>().join(",")
}
