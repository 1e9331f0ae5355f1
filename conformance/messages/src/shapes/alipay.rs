//! Alipay.

use super::{Made, Shape};
use crate::dice::Dice;

pub(super) const SHAPES: &[Shape] = &[scheme, wrapped, container, code];

fn scheme(dice: &mut Dice) -> Made {
    let app = format!("20{}", dice.digits(14));
    let url = format!("alipays://platformapi/startapp?appId={app}&page=pages%2Findex%3Fid%3D1");
    made(url, Some(app))
}

fn wrapped(dice: &mut Dice) -> Made {
    let (page, app) = (dice.pick(&["ds.alipay.com/", "render.alipay.com/p/s/i"]), dice.digits(16));
    let scheme = format!("alipays%3A%2F%2Fplatformapi%2Fstartapp%3FappId%3D{app}");
    made(format!("https://{page}?scheme={scheme}"), Some(app))
}

fn container(dice: &mut Dice) -> Made {
    let inner = format!("https%3A%2F%2Fexample.com%2F{}", dice.alphanumeric(5));
    let url = format!("alipays://platformapi/startapp?appId=20000067&url={inner}");
    made(url, Some("20000067".to_owned()))
}

fn code(dice: &mut Dice) -> Made {
    made(format!("https://qr.alipay.com/fkx{}", dice.alphanumeric(16)), None)
}

fn made(url: String, code: Option<String>) -> Made {
    Made { platform: "alipay", text: url.clone(), url: Some(url), code, ..Made::default() }
}
