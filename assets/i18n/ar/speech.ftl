mark-words = من «{ $first }» إلى «{ $last }»
mark-word = الكلمة «{ $first }»

pane-toolbar = شريط الأدوات
pane-list = القوائم
pane-article = المقال
pane-margin = الهامش
pane-details = التفاصيل
pane-review = المراجعة
pane-chooser = الخيارات
pane-status = الحالة
pane-edge = حافة الجزء
