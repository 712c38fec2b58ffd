// Texts. Numerics: why nobody is let in.

const WORDS = new Map(`
name|Your name|你的名字
join|Join|加入
plain|Not encrypted: others on this network could read along.|未加密：同一网络上的人可能看到。
464|This link is not right. Open the whole one, or scan the picture again.|链接不正确。请打开完整链接，或重新扫描二维码。
432|A name has letters and digits, and no spaces.|名字由字母、汉字和数字组成，不含空格。
433|Others have that name already. Choose another.|这个名字已有人使用，请换一个。
465|The host does not let you in.|主机不允许你加入。
reconnecting|Reconnecting… ({n} waiting)|正在重新连接…（{n} 条待发送）
gone|The host is gone. Looking for who carries on… ({n} waiting)|主机没有应答，正在寻找接替者…（{n} 条待发送）
rooms|Rooms|房间
direct|Direct messages|私信
people|People|成员
close|Close|关闭
others|More rooms|更多房间
newRoom|Join or make a room|加入或新建房间
leave|Leave|离开
message|Message to {name}|发消息到 {name}
send|Send|发送
unread|New|新消息
newest|↓ To the newest|↓ 转到最新消息
unreadCount|{n} unread|{n} 条未读
you|you|你
operator|operator|管理员
reply|Reply|回复
edit|Edit|编辑
remove|Delete|删除
actions|Actions|操作
replying|Replying to {name}|回复 {name}
editing|Editing|正在编辑
cancel|Cancel|取消
edited|edited|已编辑
deleted|Deleted|已删除
sending|Sending…|正在发送…
failed|Not sent: {why}|未发送：{why}
again|Try again|重试
typing|Writing: {writers}…|正在输入：{writers}…
sure|Delete this message for everyone?|为所有人删除这条消息？
search|Search in this conversation|在此对话中搜索
nothing|Nothing found.|没有找到。
attach|Attach files|附加文件
speak|Voice message|语音消息
speaking|Speak…|请讲话…
unheard|This recording can’t be played.|无法播放此录音。
mute|The browser lets this page hear nothing.|浏览器不允许此页面使用麦克风。
broken|The connection broke.|连接中断。
wall|Wall|大屏幕
scan|Point a phone’s camera here to join|用手机扫码加入
nowhere|You are in no room. Choose one.|请选择一个房间。
kicked|You were put out of {name}. {why}|你已被移出 {name}。{why}
`.split("\n").map((line) => line.split("|")).map(([key, ...texts]) => [key, texts]));

const spoken = navigator.languages.find((one) => /^(en|zh)\b/i.test(one)) ?? "en";
const chinese = /^zh/i.test(spoken);

export const language = chinese ? "zh-CN" : spoken;

export const tr = (key, values = {}) =>
	WORDS.get(key)[Number(chinese)].replace(/\{(\w+)\}/g, (_, name) => values[name]);
