// What platforms are called where people read it. A name that is not here stands as it is.

import { spoken, told } from "../words";

const NAMES: Record<string, [string, string]> = {
  taobao: ["淘宝 / 天猫", "Taobao / Tmall"], jd: ["京东", "JD"], pinduoduo: ["拼多多", "Pinduoduo"], kuaishou: ["快手", "Kuaishou"],
  xiaohongshu: ["小红书", "Xiaohongshu"], bilibili: ["哔哩哔哩", "Bilibili"], weibo: ["微博", "Weibo"], zhihu: ["知乎", "Zhihu"], meituan: ["美团", "Meituan"],
  netease: ["网易云音乐", "NetEase Music"], qqmusic: ["QQ 音乐", "QQ Music"], wechat: ["微信", "WeChat"],
};

/** A platform's name. */
export const named = (name: string): string => NAMES[name]?.[spoken() === "zh" ? 0 : 1] ?? messenger(name);
/** A messenger's name: who shows cards. */
export function messenger(name: string): string {
  const word = `look_${name}`;
  const known = told(word);
  return known === word ? name : known;
}
