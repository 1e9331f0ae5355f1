//! What its own pages carry for their own program.

use drawbridge_canon::share::{Card, Hints, Kind, Source, Told, literal, state};
use serde_json::Value;

/// `__INITIAL_STATE__` of films, posts and series.
pub(super) const HINTS: Hints = Hints {
    title_suffixes: &[
        "_哔哩哔哩_bilibili",
        "-哔哩哔哩",
        " - 哔哩哔哩",
        "_哔哩哔哩 (゜-゜)つロ 干杯~-bilibili",
        "-番剧-全集-高清正版在线观看-bilibili-哔哩哔哩",
        " - 哔哩哔哩直播，二次元弹幕直播平台",
    ],
    state_marks: &["window.__INITIAL_STATE__"],
    state: Some(read),
    state_first: false,
};

fn read(_: &str, text: &str) -> Card {
    let Some(value) = literal::read(text) else { return Card::default() };
    let is_film = |object: &Value| {
        object.get("title").is_some_and(Value::is_string)
            && object.get("pic").is_some_and(Value::is_string)
    };
    value.get("videoData").filter(|film| is_film(film)).map(film).unwrap_or_default()
}

fn film(film: &Value) -> Card {
    let seconds =
        state::whole(film.get("duration")).and_then(|seconds| u32::try_from(seconds).ok());
    Card {
        title: state::text(film.get("title")),
        text: state::text(film.get("desc")).filter(|text| text.value != "-"),
        author: state::text(film.pointer("/owner/name")),
        kind: Some(Told::new(Kind::Video, Source::State)),
        images: state::image(film.get("pic")).into_iter().collect(),
        seconds: seconds
            .filter(|seconds| *seconds > 0)
            .map(|seconds| Told::new(seconds, Source::State)),
        published: state::moment(film.get("pubdate")),
        ..Card::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_read() {
        let text = r#"={"aid":170001,"bvid":"BV17x411w7KC","videoData":{"title":"【MV】保加利亚妖王AZIS视频合辑","desc":"-",
            "pic":"http:\u002F\u002Fi1.hdslb.com\u002Fbfs\u002F1.jpg","duration":199,"pubdate":1320850533,"owner":{"name":"冰封.虾子"}}};(function(){})();"#;
        let card = read("", text);
        assert_eq!(card.title.unwrap().value, "【MV】保加利亚妖王AZIS视频合辑");
        assert_eq!((card.text, card.seconds.unwrap().value), (None, 199));
        assert_eq!(card.author.unwrap().value, "冰封.虾子");
        assert_eq!(card.images[0].value.url, "http://i1.hdslb.com/bfs/1.jpg");
    }

    #[test]
    fn anything_else_tells_nothing() {
        for text in ["", "={}", "={\"videoData\":{}}"] {
            assert_eq!(read("", text), Card::default(), "{text}");
        }
    }
}
