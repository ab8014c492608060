#include "ui/search/SearchWish.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QSettings>

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::SearchWish)
};

const char* modeToken(SearchOptions::Mode mode) {
    return mode == SearchOptions::Mode::Words   ? "lexical"
           : mode == SearchOptions::Mode::Image ? "image"
                                                : "hybrid";
}

SearchOptions::Mode modeOf(const QString& token) {
    return token == QLatin1String("lexical") ? SearchOptions::Mode::Words
           : token == QLatin1String("image") ? SearchOptions::Mode::Image
                                             : SearchOptions::Mode::Hybrid;
}

QJsonObject toJson(const SearchOptions& options) {
    return {{QStringLiteral("mode"), QLatin1String(modeToken(options.mode))},
            {QStringLiteral("images"), options.images},
            {QStringLiteral("onePerPatient"), options.onePerPatient},
            {QStringLiteral("ownPatient"), options.ownPatient},
            {QStringLiteral("diverse"), options.diverse}};
}

SearchOptions optionsOf(const QJsonObject& json) {
    SearchOptions options;
    options.mode = modeOf(json[QLatin1String("mode")].toString());
    options.images = qBound(0, json[QLatin1String("images")].toInt(SearchOptions().images), 100);
    options.onePerPatient = json[QLatin1String("onePerPatient")].toBool(true);
    options.ownPatient = json[QLatin1String("ownPatient")].toBool();
    options.diverse = json[QLatin1String("diverse")].toBool();
    return options;
}

QJsonArray idsOf(const QList<ExampleCase>& cases) {
    QJsonArray ids;
    for (const ExampleCase& exam : cases)
        ids.append(exam.id);
    return ids;
}

QString numbered(qint64 id) {
    return Words::tr("case %1").arg(id);
}

QList<ExampleCase> casesOf(const QJsonValue& ids) {
    QList<ExampleCase> cases;
    const QJsonArray list = ids.toArray();
    for (const QJsonValue& id : list)
        cases.append({id.toInteger(), numbered(id.toInteger())});
    return cases;
}

QStringList stringsOf(const QJsonValue& value) {
    QStringList strings;
    const QJsonArray list = value.toArray();
    for (const QJsonValue& entry : list)
        strings << entry.toString();
    return strings;
}

QString listed(const QList<ExampleCase>& cases) {
    QStringList ids;
    for (const ExampleCase& exam : cases)
        ids << QString::number(exam.id);
    return ids.join(QLatin1Char(','));
}

/// The part that the slider leans to counts whole, the other one as much less.
QString weightsOf(int images) {
    const auto number = [](double value) { return QString::number(value, 'g', 3); };
    return QStringLiteral("words=%1,image=%2")
        .arg(number(qMin(1.0, (100 - images) / 50.0)), number(qMin(1.0, images / 50.0)));
}

} // namespace

SearchOptions SearchOptions::stored() {
    return optionsOf(QSettings().value(QStringLiteral("search/options")).toJsonObject());
}

void SearchOptions::store() const {
    QSettings().setValue(QStringLiteral("search/options"), bolus::toJson(*this));
}

QString filterWord(const QString& key, const QString& value, bool leftOut) {
    QString word = value;
    return QStringLiteral("%1%2:\"%3\"")
        .arg(leftOut ? QStringLiteral("-") : QString(), key, word.remove(QLatin1Char('"')));
}

QStringList SearchWish::arguments(const QString& filter, int hits) const {
    if (!saved.isEmpty())
        return {QStringLiteral("searches"), QStringLiteral("run"), QStringLiteral("--"), saved};
    QStringList argv;
    const auto add = [&argv](const char* option, const QString& value) {
        if (!value.isEmpty())
            argv << QLatin1String(option) << value;
    };
    if (example.id != 0)
        argv << QStringLiteral("similar") << QString::number(example.id);
    else
        argv << QStringLiteral("search");
    add("--k", QString::number(hits));
    if (example.id == 0 && options.mode != SearchOptions::Mode::Hybrid)
        add("--mode", QLatin1String(modeToken(options.mode)));
    else if (options.images != SearchOptions().images && (example.id == 0 || !phrase.isEmpty()))
        add("--weights", weightsOf(options.images));
    if (!options.onePerPatient)
        add("--per-patient", QStringLiteral("all"));
    if (options.diverse)
        argv << QStringLiteral("--diverse");
    if (example.id != 0 && options.ownPatient)
        argv << QStringLiteral("--own-patient");
    add("--more-like", listed(more));
    add("--less-like", listed(less));
    add("--collection", collection);
    const QStringList words = QStringList(filter) + narrowed;
    add("--filter", words.join(QLatin1Char(' ')).trimmed());
    if (example.id != 0) {
        add("--region", region);
        add("--phases", phases.join(QLatin1Char(',')));
        add("--text", phrase);
        return argv;
    }
    return argv << QStringLiteral("--") << phrase;
}

QString SearchWish::title(bool named) const {
    if (!saved.isEmpty())
        return saved;
    if (example.id == 0)
        return phrase;
    const QString like = named ? example.title : numbered(example.id);
    const QString base = region.isEmpty() ? Words::tr("Like %1").arg(like)
                                          : Words::tr("Like the region in %1").arg(like);
    return phrase.isEmpty() ? base : Words::tr("%1, but with %2").arg(base, phrase);
}

QJsonObject SearchWish::toJson() const {
    QJsonObject json{{QStringLiteral("phrase"), phrase},
                     {QStringLiteral("options"), bolus::toJson(options)}};
    const auto put = [&json](const char* key, const QJsonValue& value) {
        json.insert(QLatin1String(key), value);
    };
    if (example.id != 0)
        put("example", example.id);
    if (!region.isEmpty())
        put("region", region);
    if (!phases.isEmpty())
        put("phases", QJsonArray::fromStringList(phases));
    if (!more.isEmpty())
        put("more", idsOf(more));
    if (!less.isEmpty())
        put("less", idsOf(less));
    if (!narrowed.isEmpty())
        put("narrowed", QJsonArray::fromStringList(narrowed));
    if (!collection.isEmpty())
        put("collection", collection);
    if (!saved.isEmpty())
        put("saved", saved);
    return json;
}

SearchWish SearchWish::fromJson(const QJsonObject& json) {
    SearchWish wish;
    wish.phrase = json[QLatin1String("phrase")].toString();
    if (const qint64 id = json[QLatin1String("example")].toInteger(); id > 0)
        wish.example = {id, numbered(id)};
    wish.region = json[QLatin1String("region")].toString();
    if (!wish.region.isEmpty())
        wish.regionTitle = Words::tr("a region");
    wish.phases = stringsOf(json[QLatin1String("phases")]);
    wish.more = casesOf(json[QLatin1String("more")]);
    wish.less = casesOf(json[QLatin1String("less")]);
    wish.narrowed = stringsOf(json[QLatin1String("narrowed")]);
    wish.collection = json[QLatin1String("collection")].toString();
    wish.saved = json[QLatin1String("saved")].toString();
    wish.options = optionsOf(json[QLatin1String("options")].toObject());
    return wish;
}

} // namespace bolus
