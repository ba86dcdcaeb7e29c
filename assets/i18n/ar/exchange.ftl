button-choose = اختيار…
button-choose-files = اختيار ملفات…
button-choose-folder = اختيار مجلد…
button-export = تصدير
button-import = استيراد
button-stop = إيقاف
button-show-in-folder = إظهار في المجلد
button-open-imported = فتح ما استُورد
button-once-more = مرة أخرى
button-back = رجوع

dialog-export = تصدير
dialog-import = استيراد

notice-exported = صُدّر إلى { $detail }: { $count ->
    [zero] لا وثائق
    [one] وثيقة واحدة
    [two] وثيقتان
    [few] { $count } وثائق
    [many] { $count } وثيقة
   *[other] { $count } وثيقة
 }. المتروك: { $left }
notice-imported = استُورد إلى { $detail }: { $count ->
    [zero] لا وثائق
    [one] وثيقة واحدة
    [two] وثيقتان
    [few] { $count } وثائق
    [many] { $count } وثيقة
   *[other] { $count } وثيقة
 }. المتروك: { $left }
notice-export-refused = لم يُصدَّر شيء، لأن التصدير كان سيُفقد شيئًا.
notice-exchange-stopped = أُوقف العمل. الوثائق المكتوبة: { $count }
notice-exchange-failed = تعذّر ذلك: { $detail }
notice-no-file-manager = تعذّر فتح مدير الملفات: { $detail }

exchange-what = ما يُصدَّر
exchange-this-document = هذه الوثيقة
exchange-whole-folder = المجلد كله: { $count ->
    [zero] لا وثائق
    [one] وثيقة واحدة
    [two] وثيقتان
    [few] { $count } وثائق
    [many] { $count } وثيقة
   *[other] { $count } وثيقة
 }
exchange-format = الصيغة
exchange-clitics = الترميزات التي تنتهي داخل كلمة
exchange-clitics-expand = تشمل الكلمة كلها
exchange-clitics-split = تُقسم الكلمة
exchange-clitics-skip = تُترك
exchange-excluded = المناطق المستبعدة
exchange-excluded-keep = تبقى
exchange-excluded-mask = تُبيَّض
exchange-excluded-drop = تُحذف
exchange-layers = الطبقات
exchange-whose = ترميزات مَن
exchange-whose-any = المحكَّمة، أو الوحيدة إن لم تكن محكَّمة
exchange-whose-gold = المحكَّمة وحدها
exchange-whose-one = ترميزات مرمِّز بعينه
exchange-annotator = المرمِّز
exchange-split = التقسيم إلى تدريب وتطوير واختبار
exchange-shares = الأقسام وحصصها
exchange-seed = البذرة: رقم آخر يعطي تقسيمًا آخر
exchange-split-hint = تذهب الوثيقة دائمًا إلى القسم نفسه، ولا تفترق الوثائق المتقاربة.
exchange-names = إبقاء أسماء المرمِّزين كما هي
exchange-strict = لا يُكتب شيء إن كان شيء سيُفقد
exchange-folder = المجلد الذي يُكتب فيه
exchange-paths = الملفات أو المجلدات، كل منها في سطر
exchange-recognise = تُعرف من المحتوى
exchange-recognised = الصيغة المعروفة: { $format }
exchange-import-hint = تصير كل وثيقة مقالًا مع سجله، ولا يُكتب فوق شيء في المجلد.

exchange-lacks-paths = اختر الملفات أو المجلد المراد استيراده.
exchange-lacks-shares = اكتب الحصص هكذا: train=.8,dev=.1,test=.1 ومجموعها واحد.
exchange-lacks-folder = اختر المجلد الذي يُكتب فيه.

exchange-sample-export = الوثيقة الأولى كما ستُكتب
exchange-sample-import = الوثيقة الأولى كما ستُقرأ
exchange-looking = يُنظر…
exchange-file = الملف
exchange-documents = { $count ->
    [zero] لا وثائق
    [one] وثيقة واحدة
    [two] وثيقتان
    [few] { $count } وثائق
    [many] { $count } وثيقة
   *[other] { $count } وثيقة
 }
exchange-without = بلا ترميزات كهذه: { $count }
exchange-unknown = ملفات لا تُعرف صيغتها: { $count }
exchange-files = { $count ->
    [zero] لا ملفات
    [one] ملف واحد
    [two] ملفان
    [few] { $count } ملفات
    [many] { $count } ملفًا
   *[other] { $count } ملف
 }
exchange-relations = { $count ->
    [zero] لا علاقات
    [one] علاقة واحدة
    [two] علاقتان
    [few] { $count } علاقات
    [many] { $count } علاقة
   *[other] { $count } علاقة
 }
exchange-no-text = ليس هذا الملف نصًا. حجمه بالبايت: { $bytes }
exchange-companions = ومعه مرة واحدة للجميع: { $names }
exchange-all-carried = لا يُفقد شيء.
exchange-not-carried = ما لا تحمله الصيغة: { $count }
exchange-loss = { $count } × { $what }
exchange-nothing-found = لم توجد وثيقة تمكن قراءتها.
exchange-faults = أسطر تتعذّر قراءتها: { $count }

exchange-choose-records = اختر ترميزات مَن تُصدَّر.
exchange-name-format = اختر الصيغة.
exchange-mend-or-name = أصلح الملف، أو اختر الصيغة إن كان بصيغة أخرى.
exchange-see-problems = افتحه لترى ما الخلل فيه.
exchange-other-format = أصلح الملف، أو دع محتواه يدل على صيغته.
exchange-annotate-first = رمِّز فيه شيئًا أولًا: يُكتب السجل ما إن يُعلَّم شيء.
exchange-check-path = تحقق من المسار.
exchange-check-permissions = تحقق من أن لك إذنًا بقراءته ومن أن قرصه متاح.

exchange-surveying = يُنظر في الوثائق.
exchange-writing = تُكتب الوثائق.
exchange-stopping = يتوقف العمل.
exchange-progress = { $done } من { $count }
exchange-goes-on = يستمر العمل بعد إغلاق هذه النافذة.
exchange-exported = تم التصدير
exchange-imported = تم الاستيراد
exchange-stopped = أُوقف العمل، وكل وثيقة كُتبت كاملة.
exchange-refused = لم يُكتب شيء، لأن التصدير كان سيُفقد شيئًا.
exchange-where = في { $folder }
exchange-left-out = ما تُرك: { $count }
exchange-schema-written = كُتب مخطط فيه تصنيفات الملفات إلى جانب التصنيفات المدمجة.
exchange-schema-lacking = تنقص مخطط المشروع تصنيفات في الملفات، وهي مسرودة بين المشكلات.

format-brat = brat
format-brat-for = ملفات منفصلة لبرنامج brat وما يقرؤها من أدوات.
format-conll = CoNLL (IOB2)
format-conll-for = كلمة ووسمها في كل سطر، لتدريب نماذج التعرّف على الكيانات.
format-nested-iob = IOB2 متداخل
format-nested-iob-for = عمود وسوم لكل طبقة، للترميزات المتداخلة.
format-hf = Hugging Face (Parquet)
format-hf-for = مجموعة بيانات مع بطاقتها يفتحها load_dataset، في أعمدة مضغوطة، وتحمل كل شيء تقريبًا.
format-hf-jsonl = Hugging Face (JSON)
format-hf-jsonl-for = المجموعة نفسها أسطرًا من JSON يقرؤها الناس والبرامج.
format-prodigy = Prodigy
format-prodigy-for = مهام لمواصلة الترميز أو التدريب في Prodigy.
format-spacy = spaCy
format-spacy-for = وثائق للتدريب في spaCy مع البرنامج الذي يصنع ملفاتها الثنائية.
format-label-studio = Label Studio
format-label-studio-for = مهام وواجهة ترميز لمشروع في Label Studio.
format-doccano = doccano
format-doccano-for = أسطر للاستيراد في مشروع doccano.
format-csv = CSV
format-csv-for = جدول بالترميزات لبرامج الجداول والإحصاء.
format-tsv = TSV
format-tsv-for = الجدول نفسه تفصل أعمدته علامات الجدولة، للبرامج.
format-conllu = CoNLL-U
format-conllu-for = كلمات في أعمدة والترميزات في آخرها، لأدوات Universal Dependencies.
format-w3c = W3C Web Annotation
format-w3c-for = صيغة JSON-LD بمحدِّدات، لخوادم الترميز والبيانات المترابطة.
format-xmi = UIMA XMI
format-xmi-for = لبرامج INCEpTION وWebAnno وسلاسل UIMA.
format-webanno-tsv = WebAnno TSV
format-webanno-tsv-for = الجدول الذي يقرؤه WebAnno وINCEpTION.
format-claimreview = ClaimReview
format-claimreview-for = أحكام على الادعاءات كما تضعها مواقع التحقق في صفحاتها لمحركات البحث.
format-html = HTML
format-html-for = المقال المرمَّز صفحةً واحدة للمتصفح.
format-svg = SVG
format-svg-for = الصفحة رسمًا متجهيًا.
format-png = PNG
format-png-for = الصفحة صورة.
format-pdf = PDF
format-pdf-for = الصفحة للطباعة والمشاركة، ويمكن البحث في نصها.

loss-roles = أدوار غير الدور الرئيس: { $name }
loss-lost = { $name }: موضعه في النص مفقود
loss-doubtful = { $name }: أن موضعه مشكوك فيه
loss-outside = { $name }: يقع خارج النص
loss-excluded = { $name }: يقع في منطقة مستبعدة
loss-part-excluded = { $name }: جزء منه يقع في منطقة مستبعدة
loss-dangling = { $name }: يشير إلى شيء متروك
loss-unfilled = { $name }: ما يملؤه لا يُكتب
loss-role-no-token = { $name }: موضع لا كلمة فيه
loss-role-widened = { $name }: وُسّع إلى كلمات كاملة
loss-role-inside-word = { $name }: ينتهي داخل كلمة فيُترك
loss-role-edges = { $name }: مسافات أو محارف تحكم في طرفيه
loss-attribute = الخاصية { $name }
loss-document-label = تصنيف الوثيقة { $name }
loss-metadata = من بيانات الوثيقة: { $name }
loss-conflict = التعارض في { $name }
loss-further = الحقل الزائد { $name }
loss-note = الملاحظة
loss-relation = العلاقة
loss-status = الحالة
loss-confidence = درجة الثقة
loss-origin = المصدر الذي جاء منه
loss-record = سجل الكيان
loss-aliases = الأسماء الأخرى في سجل الكيان
loss-language = اللغة
loss-document-status = حالة الوثيقة
loss-document-notes = ملاحظات الوثيقة
loss-direction = اتجاه الوثيقة
loss-directions = اتجاهات الفقرات
loss-no-main = ترميز لا نص في دوره الرئيس
loss-no-place = ترميز لا موضع له في النص
loss-behind = ما يملأ الدور الرئيس بعد الموضع الأول
loss-one-span = تصير الأجزاء موضعًا واحدًا مع ما بينها
loss-apart = تصير الأجزاء ترميزات مستقلة
loss-no-token = ترميز لا كلمة فيه
loss-inside-word = ترميز ينتهي داخل كلمة فيُترك
loss-widened = ترميز وُسّع إلى كلمات كاملة
loss-crosses = ترميز يقاطع آخر من تصنيفه
loss-overlaps = ترميز يتراكب مع آخر
loss-relation-end = علاقة أحد طرفيها متروك
loss-fragment-no-token = جزء لا كلمة فيه
loss-together = أيّ مواضع أدواره يتبع بعضها بعضًا
loss-edges = مسافات أو محارف تحكم عند طرفي الترميز
loss-line-ends = نهايات أسطر عند طرفي الموضع أو بين الأجزاء
loss-line-ends-name = نهايات أسطر في اسم سجل الكيان
loss-line-ends-note = نهايات أسطر غير مألوفة في الملاحظة
loss-record-unmentioned = سجل كيان لا ذكر له
loss-controls = محارف تحكم في النص: { $name }
loss-no-claim = ترميز ليس ادعاء
loss-no-verdict = ادعاء بلا حكم
loss-no-address = ادعاء بلا عنوان تحقق منشور
loss-addresses = عناوين التحققات المنشورة الأخرى
