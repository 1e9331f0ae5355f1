// A page inside WeChat: hands what is to be shared to WeChat's own script, which stands before this one.
"use strict";
(function () {
  var told = document.getElementById("share-data");
  if (typeof wx === "undefined" || told === null) return;
  var data = JSON.parse(told.textContent);
  wx.config(data.config);
  wx.ready(function () {
    wx.updateAppMessageShareData(data.friends);
    wx.updateTimelineShareData(data.timeline);
  });
})();
