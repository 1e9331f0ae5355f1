// What the pages about links say: [zh, en]. `{…}` is filled in.

export const shareWords = {
  share_sub: ["粘贴任何内容：聊天消息、分享文案、口令或链接。", "Paste anything: a chat message, a share text, a code, or a link."],
  share_read_tab: ["读取", "Read"], links: ["短链接", "Short links"],
  pasted: ["要读取的内容", "What to read"], read_it: ["读取", "Read it"], read_hint: ["Ctrl + Enter 也可读取", "Ctrl + Enter reads it too"],
  share_empty: ["还没有内容", "Nothing pasted yet"], share_empty_hint: ["其中的每个链接和口令都会变成卡片，并显示它在各个聊天应用中的样子。", "Every link and every code in it becomes a card, shown as each messenger would show it."],
  found_none: ["没有找到链接或口令", "No link and no code in it"], found_none_hint: ["普通文字不会被当作链接。", "Words alone are never taken for one."],
  found_count: ["找到 {count} 处", "Found: {count}"], in_message: ["在消息中的位置", "Where it stands in the message"],
  found_link: ["链接", "link"], found_code: ["口令", "code"], found_no_card: ["没有卡片", "No card"],
  // A card.
  kind: ["种类", "Kind"], title: ["标题", "Title"], text: ["描述", "Text"], images: ["图片", "Pictures"], icon: ["图标", "Icon"], video: ["视频", "Film"], audio: ["音频", "Sound"],
  price: ["价格", "Price"], seller: ["卖家", "Seller"], availability: ["供应", "Availability"], rating: ["评分", "Rating"], seconds: ["时长", "Length"],
  published: ["发布", "Published"], modified: ["修改", "Changed"], author: ["作者", "Author"], site: ["网站", "Site"], url: ["规范地址", "Canonical address"],
  untitled: ["（无标题）", "(no title)"], no_picture: ["没有图片", "no picture"], rated_by: ["{count} 人", "{count} ratings"], of_best: ["满分 {best}", "of {best}"],
  product: ["商品", "Product"], article: ["文章", "Article"], shop_kind: ["店铺", "Shop"], "mini-program": ["小程序", "Mini program"], live_kind: ["直播", "Live"],
  music: ["音乐", "Music"], place: ["地点", "Place"], profile: ["主页", "Profile"], picture: ["图片", "Picture"], page: ["网页", "Page"],
  "in-stock": ["有货", "In stock"], limited: ["少量", "A few left"], "pre-order": ["预售", "Pre-order"], "back-order": ["可预订", "Back-order"], "in-store-only": ["仅门店", "In stores only"],
  "online-only": ["仅线上", "Online only"], "out-of-stock": ["暂无货", "Out of stock"], "sold-out": ["售罄", "Sold out"], discontinued: ["停产", "Discontinued"],
  // Where a field was read.
  read_where: ["每个字段读自何处", "Where each field was read"], read_from: ["读自", "Read from"],
  "open-graph": ["Open Graph 标签", "Open Graph"], "twitter-card": ["Twitter 卡片", "Twitter card"], "json-ld": ["JSON-LD", "JSON-LD"], microdata: ["微数据", "Microdata"], rdfa: ["RDFa Lite", "RDFa Lite"],
  microformats: ["微格式", "Microformats"], meta: ["meta 标签", "Meta tags"], oembed: ["oEmbed 应答", "oEmbed"], html: ["HTML 正文", "Plain HTML"], state_from: ["页面自带的状态", "The page’s own state"],
  message: ["消息文字", "The message’s words"], address: ["地址本身", "The address itself"], platform_from: ["平台的应答", "The platform’s answer"],
  // What the standard says.
  standard_says: ["标准怎么说", "What the standard says"], step_open: ["直接打开", "Opens"], step_warn: ["提示后打开", "Opens after a warning"], step_refuse: ["不打开", "Does not open"],
  step_none: ["尚未裁定", "Not judged yet"], no_findings: ["没有发现问题，在应用内直接打开。", "Nothing was found: it opens directly, inside the app."], what_helps: ["怎样解决：", "What helps: "],
  to_case: ["案件 #{case}，可在此申诉", "Case #{case}, where one appeals"], no_case: ["此裁定没有记入日志。", "This verdict stands in no log."],
  // Ways to open.
  ways: ["打开方式", "Ways to open"], no_ways: ["没有已知的打开方式", "No way to open it is known"], way_web: ["网页", "Web page"], way_universal: ["系统交给应用的链接", "Link that the system hands to the app"],
  way_app: ["应用协议", "The app’s own scheme"], way_mini: ["小程序页面", "Page of a mini program"], program: ["程序", "Program"],
  // As messengers show it.
  looks: ["在各应用中的样子", "As each messenger shows it"], looks_hint: ["按接口返回的内容画出，不是截图；不同版本的应用会略有出入。", "Drawn from what the interface wrote for each, and no screenshots: versions of the apps differ a little."],
  tone: ["明暗", "Light or dark"], form: ["形式", "Form"], sharing_page: ["发起分享的网页（签名用）", "The page that shares (to be signed)"],
  raw: ["原始内容", "What is sent"], not_carried: ["无法以这种形式分享", "Cannot be carried in this form"], no_drawing: ["这种形式没有画面，见原始内容。", "This form has no look of its own: see what is sent."],
  look_wechat: ["微信 / QQ", "WeChat / QQ"], look_alipay: ["支付宝", "Alipay"], look_douyin: ["抖音", "Douyin"], look_feishu: ["飞书", "Feishu"], look_dingtalk: ["钉钉", "DingTalk"],
  look_slack: ["Slack", "Slack"], look_matrix: ["Matrix（Element）", "Matrix (Element)"], look_telegram: ["Telegram", "Telegram"], look_mattermost: ["Mattermost", "Mattermost"],
  look_web: ["开放网络", "The open web"], look_text: ["纯文本", "Plain text"], look_picture: ["图片", "Picture"], look_open: ["直接打开", "opens"],
  moments: ["朋友圈", "Moments"], picture_of_card: ["卡片图片：{title}", "The card as a picture: {title}"], thumb: ["缩略图", "picture"], source_of_page: ["爬虫所读的标签", "What crawlers read of it"],
  // Short links.
  make_link: ["生成短链接", "Make a short link"], make_another: ["再生成一个", "Make another"], ends: ["有效期", "Ends"], ends_never: ["长期有效", "Never"], ends_days: ["{count} 天后", "in {count} days"],
  link: ["链接", "Link"], code: ["口令", "Code"], to_paste: ["可粘贴的文字", "Text to paste"], scan: ["二维码：{link}", "Code to scan: {link}"], leads_to: ["指向", "Leads to"], standing: ["状态", "Standing"],
  live: ["有效", "Live"], no_links: ["还没有短链接", "No short links yet"], no_links_hint: ["读取一段内容，再点“生成短链接”。", "Read something, then press “Make a short link”."],
  openings: ["打开次数", "How often it was opened"], no_openings: ["还没有人打开过", "Nobody has opened it yet"], openings_hint: ["只计数，不记录是谁。", "Only numbers are kept, and nothing of who."], total: ["合计", "Total"], browser: ["浏览器", "browser"],
  withdraw: ["撤回", "Withdraw"], withdraw_why: ["撤回原因（打开链接的人会看到）", "Why it is withdrawn (whoever opens it reads this)"], withdraw_sure: ["撤回后不能恢复。", "A withdrawn link does not come back."], withdrawn_because: ["{at} 撤回：{why}", "Withdrawn {at}: {why}"], withdrawn_msg: ["已撤回", "Withdrawn"],
} as const satisfies Record<string, readonly [string, string]>;
