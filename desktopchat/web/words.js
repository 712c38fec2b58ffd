// What people read, in the first of their languages that is here.

const ENGLISH = {
	name: "Your name", join: "Join",
	plain: "This connection is not encrypted: others on this network could read along.",
	noLink: "Open this page by its whole link, or point the camera at the host's picture again.",
	wrongLink: "This link is not right any more. Ask for a new one.",
	badName: "A name has letters and digits, and no spaces.",
	taken: "Others have that name already. Choose another.", banned: "The host does not let you in.",
	reconnecting: "Reconnecting…",
	kept: "Reconnecting… Your messages are kept ({n} waiting).",
	rooms: "Rooms", direct: "Direct messages", people: "People", close: "Close",
	otherRooms: "More rooms", newRoom: "Join or make a room", go: "Go", leave: "Leave",
	message: "Message to {name}", send: "Send", log: "Messages in {name}",
	older: "Loading earlier messages…", beginning: "This is where {name} begins.", empty: "Nothing was said here yet.",
	unread: "New", newest: "To the newest message", unreadCount: "{n} unread", you: "you",
	reply: "Reply", edit: "Edit", remove: "Delete", react: "React with {emoji}", actions: "Actions",
	replying: "Replying to {name}", editing: "Editing your message", cancel: "Cancel", edited: "edited", deleted: "Deleted",
	sending: "Sending…", failed: "Not sent: {why}", again: "Try again",
	typing1: "{a} is writing…", typingMany: "Several people are writing…",
	sureRemove: "Delete this message for everyone?", today: "Today", yesterday: "Yesterday",
	operator: "runs this room", owner: "owns this room", count: "{n} people", count1: "1 person",
};

const CHINESE = {
	name: "你的名字", join: "加入",
	plain: "此连接未加密：同一网络中的其他人可能看到内容。",
	noLink: "请用完整的链接打开本页，或再次用相机扫描主机的二维码。",
	wrongLink: "此链接已失效，请索取新的链接。",
	badName: "名字由字母、汉字和数字组成，不含空格。",
	taken: "这个名字已有人使用，请换一个。", banned: "主机不允许你加入。",
	reconnecting: "正在重新连接…",
	kept: "正在重新连接…消息已保留（{n} 条待发送）。",
	rooms: "房间", direct: "私信", people: "成员", close: "关闭",
	otherRooms: "更多房间", newRoom: "加入或新建房间", go: "进入", leave: "离开",
	message: "发消息到 {name}", send: "发送", log: "{name} 中的消息",
	older: "正在加载更早的消息…", beginning: "{name} 从这里开始。", empty: "这里还没有消息。",
	unread: "新消息", newest: "转到最新消息", unreadCount: "{n} 条未读", you: "你",
	reply: "回复", edit: "编辑", remove: "删除", react: "用 {emoji} 回应", actions: "操作",
	replying: "回复 {name}", editing: "正在编辑你的消息", cancel: "取消", edited: "已编辑", deleted: "已删除",
	sending: "正在发送…", failed: "未发送：{why}", again: "重试",
	typing1: "{a} 正在输入…", typingMany: "多人正在输入…",
	sureRemove: "为所有人删除这条消息？", today: "今天", yesterday: "昨天",
	operator: "管理此房间", owner: "拥有此房间", count: "{n} 人", count1: "1 人",
};

const spoken = navigator.languages.find((one) => /^(en|zh)\b/i.test(one)) ?? "en";
const words = /^zh/i.test(spoken) ? CHINESE : ENGLISH;

export const language = words === CHINESE ? "zh-CN" : spoken;

// A text by its key, with what stands in it: tr("kept", {n: 2}).
export function tr(key, values = {}) {
	return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
