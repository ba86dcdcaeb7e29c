app-name = حاشية
button-commands = الأوامر
button-open = فتح…
button-close = إغلاق
button-cancel = إلغاء
button-quit-anyway = إنهاء دون حفظ
button-save-copy = حفظ نسخة…
button-open-as = فتح بترميز { $encoding }
button-delete = حذف
button-add = إضافة
button-new-record = سجل كيان جديد
button-relate = ربط…
button-skip = تخطٍّ

panel-documents = الوثائق · { $done } من { $count }
panel-annotations = الترميزات
panel-document = الوثيقة
panel-relations = العلاقات
list-all = الكل
list-empty = لا ترميزات بعد. حدّد نصًا ثم اضغط E أو Q أو C أو X.
inspector-nothing = اختر ترميزًا لترى تفاصيله.
inspector-label = التصنيف
inspector-note = ملاحظة
inspector-status = الحالة
inspector-record-name = الاسم
inspector-record-aliases = أسماء أخرى
inspector-record-wikidata = ويكي بيانات
inspector-none = بلا
inspector-add-item = إضافة عنصر
inspector-remove = إزالة
inspector-made-by = أنشأه { $creator }، { $date }
status-draft = مسودة
status-final = نهائي
status-disputed = مختلف فيه

state-saved = محفوظ
state-pending = يُحفظ…
state-failed = غير محفوظ
state-read-only = للقراءة فقط
state-opening = تُقرأ العلامات…
state-no-document = لا وثيقة
state-chars = نقاط الرمز { $start }–{ $end }
state-caret = نقطة الرمز { $start }
state-edges = في الداخل: { $inside } · في الخارج: { $outside }
state-done = منجزة

edge-space = مسافة
edge-line = نهاية سطر
edge-text-start = بداية النص
edge-text-end = نهاية النص
edge-control = محرف تحكم خفي { $name }
edge-clitic = لاصقة { $text }
edge-word = حروف من الكلمة { $text }
edge-mark = علامة { $text }

control-nbsp = مسافة غير فاصلة (NBSP)
control-shy = واصلة اختيارية (SHY)
control-cgj = رابط محارف (CGJ)
control-alm = علامة الحرف العربي (ALM)
control-tatweel = تطويل
control-zwsp = مسافة معدومة العرض (ZWSP)
control-zwnj = فاصل أحرف معدوم العرض (ZWNJ)
control-zwj = واصل أحرف معدوم العرض (ZWJ)
control-lrm = علامة من اليسار إلى اليمين (LRM)
control-rlm = علامة من اليمين إلى اليسار (RLM)
control-lre = تضمين من اليسار إلى اليمين (LRE)
control-rle = تضمين من اليمين إلى اليسار (RLE)
control-pdf = نهاية التضمين أو التجاوز (PDF)
control-lro = تجاوز من اليسار إلى اليمين (LRO)
control-rlo = تجاوز من اليمين إلى اليسار (RLO)
control-nnbsp = مسافة ضيقة غير فاصلة (NNBSP)
control-wj = واصل كلمات (WJ)
control-lri = عزل من اليسار إلى اليمين (LRI)
control-rli = عزل من اليمين إلى اليسار (RLI)
control-fsi = عزل بحسب أول حرف قوي (FSI)
control-pdi = نهاية العزل (PDI)
control-bom = علامة ترتيب البايتات (BOM)

mode-label = اختر تصنيفًا: اضغط مفتاحه
mode-fill = الآن { $role }: حدّده، أو انقر ترميزًا، أو اضغط Enter والمؤشر فيه. Tab للتخطي، وEsc للإنهاء.
mode-relate = انقر الترميز الآخر في علاقة «{ $kind }»، أو اضغط Enter والمؤشر فيه. وEsc للإنهاء.

count-annotations = { $count ->
    [zero] لا ترميزات
    [one] ترميز واحد
    [two] ترميزان
    [few] { $count } ترميزات
    [many] { $count } ترميزًا
   *[other] { $count } ترميز
 }
count-layer = { $layer }: { $count }
count-problems = { $count ->
    [zero] لا مشكلات
    [one] مشكلة واحدة
    [two] مشكلتان
    [few] { $count } مشكلات
    [many] { $count } مشكلة
   *[other] { $count } مشكلة
 }

card-source = المصدر: { $source }
card-no-source = لا مصدر بعد
card-claimant = المدّعي: { $claimant }
card-worth = الجدارة { $score }/4
card-verdict = الحكم: { $verdict }
card-awaits-verdict = لا حكم بعد
card-cue = «{ $cue }»
page-text = النص
page-details = التفاصيل
page-made-with = أُعدّت هذه الصفحة بحاشية

welcome-title = افتح مقالًا لتبدأ
welcome-hint = أفلت هنا ملفًا نصيًا أو مجلدًا، أو اضغط Ctrl O.
welcome-recent = فُتح حديثًا

notice-read-only = هذه الوثيقة مفتوحة للقراءة فقط.
notice-opening = ما زال السجل يُقرأ، ويمكن تغيير العلامات بعد لحظة.
notice-select-first = حدّد نصًا أولًا.
notice-role-takes-not = لا يصلح هذا لملء الدور.
notice-does-not-fit = التغيير لا يلائم: { $detail }
notice-copy-saved = حُفظت نسخة: { $detail }
notice-copy-failed = تعذّر حفظ النسخة: { $detail }
notice-folder-empty = لا مقالات في هذا المجلد: { $detail }
notice-folder-failed = تعذّرت قراءة المجلد: { $detail }
notice-merged = غيّر برنامج آخر السجل، وضُمّت تغييراته: { $count }
notice-found-again = تغيّر المقال. الترميزات: الباقية { $kept } · المنقولة { $moved } · المشكوك فيها { $doubtful } · المفقودة { $lost }
notice-conflicts = حقول غيّرها كاتبان تغييرًا مختلفًا: { $count }
notice-copy-there = إلى جوار السجل نسخة أخرى منه: { $detail }
notice-copy-merged = دُمجت النسخة. التغييرات المأخوذة: { $count }
notice-copy-unread = تعذّر دمج النسخة: { $detail }
notice-copy-put-aside = وُضعت النسخة جانبًا: { $detail }
notice-source-gone = لم يعد المقال موجودًا. كل شيء محفوظ، ولا يُكتب فوق شيء.
notice-source-unusable = تتعذّر قراءة المقال الآن، وكل شيء محفوظ. { $detail }
notice-source-back = عاد المقال كما كان.
notice-recovered = أفعال استُعيدت من السجل اليومي: { $detail }
notice-settings-failed = تعذّر حفظ الإعدادات: { $detail }

dialog-type-path = اكتب مسارًا
dialog-type-path-hint = لم تُجب نافذة الملفات أو أُغلقت. اكتب مسار ملف نصي أو مجلد.
dialog-type-copy-hint = لم تُجب نافذة الملفات أو أُغلقت. اكتب مسار النسخة.
dialog-path = المسار
dialog-problems = المشكلات
dialog-problems-none = لا مشكلات.
dialog-palette = الأوامر
dialog-palette-search = اكتب لتجد أمرًا
dialog-help = المفاتيح
dialog-help-mouse = اسحب لتحدّد. النقر المزدوج يأخذ كلمة والثلاثي جملة. النقر على علامة يختارها، والنقر ثانية يأخذ التالية في الموضع نفسه. اسحب مقبضَي العلامة المختارة لتحريك حدّيها.
dialog-help-layers = بعد تحديد نص
dialog-settings = الإعدادات
dialog-unsaved = لم يُحفظ كل شيء
dialog-unsaved-hint = رفض القرص آخر حفظ: { $detail } عملك باقٍ في هذه النافذة. احفظ نسخة في مكان آخر أو أعد المحاولة.
dialog-try-again = إعادة المحاولة

setting-annotator = اسمك في الترميزات
setting-language = اللغة
setting-language-system = كالنظام
setting-theme = الألوان
setting-theme-system = كالنظام
setting-theme-light = فاتح
setting-theme-dark = داكن
setting-family = خط المقالات
setting-family-language = لغة المقالات
setting-family-usual = تلقائي ({ $family })
setting-caret = أسهم لوحة المفاتيح تحرّك المؤشر
setting-caret-visual = بحسب ما يُرى
setting-caret-logical = بحسب القراءة
setting-controls = إظهار المحارف الخفية
setting-size = حجم النص
setting-line-height = ارتفاع السطر
setting-measure = عرض العمود

language-ar = العربية
language-fa = الفارسية
language-ur = الأردية
language-he = العبرية

failure-title = تعذّر فتح المقال
failure-not-utf8 = هذا الملف ليس بترميز UTF-8. يبدو أنه { $encoding }.
failure-empty = هذا الملف فارغ.
failure-binary = هذا الملف ليس نصًا.
failure-too-large = هذا الملف أكبر من أن يكون نصًا.
failure-unreadable = تعذّرت قراءة هذا الملف.
failure-malformed = تعذّر فك الملف بذلك الترميز.

read-only-newer = كُتب السجل بإصدار أحدث من البرنامج (الصيغة { $version }). فُتح للقراءة فقط، ولا يُستبدل شيء.
read-only-text = السجل لا يلائم هذا النص. فُتح للقراءة فقط، ولا يُستبدل شيء.
read-only-damaged = السجل تالف. فُتح للقراءة فقط، ولا يُستبدل شيء.
read-only-held = الوثيقة مفتوحة لدى { $holder }. وهي هنا للقراءة فقط.
read-only-outside = السجل وصلة إلى ملف خارج مجلد المشروع. فُتح للقراءة فقط، ولا يُستبدل شيء.

metadata-title = العنوان
metadata-publisher = الناشر
metadata-author = الكاتب
metadata-url = الرابط
metadata-archived_url = رابط النسخة المحفوظة
metadata-published = تاريخ النشر
metadata-accessed = تاريخ الاطلاع
metadata-language = رمز اللغة

review-progress = { $at } من { $count }
review-ended = انتهت المراجعة
review-all-decided = بُتَّ في كل شيء.
review-left = ما لم يُبَتّ فيه بعد: { $count }
review-doubtful = مشكوك فيه
review-lost = مفقود
review-decided = بُتَّ فيه
review-gone = لم يعد موجودًا.
review-conflict = متعارض
review-was = كان: { $words }
review-seeking = يُبحث عن موضعه…
review-no-candidate = لم يُعثر على ما يشبهه. حدّد موضعه في النص واضغط Enter، أو احذفه.
review-accept = موضعه هنا
review-discard = حذف الترميز
review-empty-role = إفراغ هذا الدور
review-skip = تخطٍّ
review-back = رجوع
review-field = غيّره كاتبان: { $field }
review-ours = هنا: { $value }
review-theirs = هناك: { $value }
review-base = قبل ذلك: { $value }
review-whole = الترميز كله
review-removed = محذوف
review-kept-whole = باقٍ
