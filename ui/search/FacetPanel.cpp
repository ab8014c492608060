#include "ui/search/FacetPanel.h"

#include <array>

#include <QCoreApplication>
#include <QHash>
#include <QLabel>
#include <QLocale>
#include <QRegularExpression>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/common/FlowLayout.h"
#include "ui/search/HitTexts.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

struct FacetKind {
    const char *name, *key, *title;
};

namespace {

constexpr int mostHeight = 150;

// Names as in `facets{}`, keys as in --filter; without a key they only tell.
constexpr std::array facetsInOrder{
    FacetKind{"tag", "tag", QT_TRANSLATE_NOOP("bolus::FacetPanel", "Diagnosis")},
    FacetKind{"phase", "phase", QT_TRANSLATE_NOOP("bolus::FacetPanel", "Phase")},
    FacetKind{"assertion", "", QT_TRANSLATE_NOOP("bolus::FacetPanel", "Said as")},
    FacetKind{"body_part", "body", QT_TRANSLATE_NOOP("bolus::FacetPanel", "Body part")},
    FacetKind{"modality", "modality", QT_TRANSLATE_NOOP("bolus::FacetPanel", "Modality")},
    FacetKind{"sex", "sex", QT_TRANSLATE_NOOP("bolus::FacetPanel", "Sex")},
    FacetKind{"age", "age", QT_TRANSLATE_NOOP("bolus::FacetPanel", "Age")},
    FacetKind{"year", "year", QT_TRANSLATE_NOOP("bolus::FacetPanel", "Year")},
    FacetKind{"maker", "maker", QT_TRANSLATE_NOOP("bolus::FacetPanel", "Scanner")}};

const FacetKind* facetOf(const QString& name) {
    const auto found = std::ranges::find_if(
        facetsInOrder, [&](const FacetKind& facet) { return name == QLatin1String(facet.name); });
    return found == facetsInOrder.end() ? nullptr : &*found;
}

QString titleOf(const FacetKind& facet) {
    return QCoreApplication::translate("bolus::FacetPanel", facet.title);
}

/// This body part alone; without the sign every one that contains the word passes.
QString valueFor(const FacetKind& facet, const QString& value) {
    return QLatin1String(facet.key) == QLatin1String("body") ? QLatin1Char('=') + value : value;
}

/// Names of diagnoses, as hits have told them; facets and --filter know their tokens alone.
QHash<QString, QString>& tagNames() {
    static QHash<QString, QString> names;
    return names;
}

QString nameOf(const QString& facet, const QString& value) {
    if (facet == QLatin1String("tag"))
        return tagNames().value(value, value);
    if (facet == QLatin1String("phase"))
        if (const auto phase = phaseFromText(value.toStdString()))
            return phaseName(*phase);
    if (facet == QLatin1String("assertion")) {
        const QString name = assertionName(value);
        return name.isEmpty() ? FacetPanel::tr("present") : name;
    }
    return value;
}

QString wordFor(const FacetKind& facet, const QString& value, bool leftOut) {
    return filterWord(QLatin1String(facet.key), valueFor(facet, value), leftOut);
}

} // namespace

QString narrowedText(const QString& word) {
    static const QRegularExpression form(QStringLiteral("^(-?)(\\w+):\"=?(.*)\"$"));
    const auto match = form.match(word);
    const auto facet = std::ranges::find_if(facetsInOrder, [&](const FacetKind& one) {
        return *one.key && match.captured(2) == QLatin1String(one.key);
    });
    if (!match.hasMatch() || facet == facetsInOrder.end())
        return word;
    const QString value = nameOf(QLatin1String(facet->name), match.captured(3));
    return match.captured(1).isEmpty() ? FacetPanel::tr("%1: %2").arg(titleOf(*facet), value)
                                       : FacetPanel::tr("%1: not %2").arg(titleOf(*facet), value);
}

// Of one facet one value is in force, or any number are left out.
QStringList afterClick(QStringList words, const QString& name, const QString& value) {
    const FacetKind* facet = facetOf(name);
    if (!facet || !*facet->key)
        return words;
    const QString only = wordFor(*facet, value, false), without = wordFor(*facet, value, true);
    if (words.removeAll(without) > 0)
        return words;
    if (words.removeAll(only) > 0)
        return words << without;
    const QString key = QLatin1String(facet->key) + QLatin1Char(':');
    words.removeIf([&](const QString& word) { return word.startsWith(key); });
    return words << only;
}

FacetPanel::FacetPanel(QWidget* parent) : QScrollArea(parent) {
    setObjectName(QStringLiteral("facetPanel"));
    setAccessibleName(tr("Narrow the result"));
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFocusPolicy(Qt::NoFocus);
}

void FacetPanel::setAnswer(const SearchAnswer& answer) {
    m_words = answer.wish.narrowed;
    m_facets = answer.facets;
    m_cases = answer.found;
    for (const Hit& hit : answer.hits)
        for (const HitTag& tag : hit.tags)
            tagNames().insert(tag.tag, tag.name);
    m_isBuilt = false;
    if (isVisible())
        build();
}

void FacetPanel::showEvent(QShowEvent* event) {
    if (!m_isBuilt)
        build();
    QScrollArea::showEvent(event);
}

void FacetPanel::build() {
    m_isBuilt = true;
    auto* content = new QWidget;
    auto* rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, 0, 4, 4);
    rows->setSpacing(2);
    for (const FacetKind& facet : facetsInOrder)
        if (const auto found = m_facets.find(QLatin1String(facet.name));
            found != m_facets.end() && tellsApart(facet, found->second))
            rows->addWidget(facetLine(found->first, found->second));
    rows->addStretch();
    setWidget(content); // now: what is put into a visible widget has no size yet
    fitHeight();
}

/// One value that all have narrows nothing, unless it is in force.
bool FacetPanel::tellsApart(const FacetKind& facet, const std::vector<FacetValue>& values) const {
    const QString key = QLatin1String(facet.key) + QLatin1Char(':');
    return values.size() > 1 || m_cases == 0 || values.front().cases < m_cases ||
           std::ranges::any_of(m_words, [&](const QString& word) {
               return word.startsWith(key) || word.startsWith(QLatin1Char('-') + key);
           });
}

QWidget* FacetPanel::facetLine(const QString& facet, const std::vector<FacetValue>& values) {
    auto* line = new QWidget;
    auto* flow = new FlowLayout(line, 2);
    auto* title = new QLabel(titleOf(*facetOf(facet)));
    title->setProperty("secondary", true);
    title->setContentsMargins(0, 3, 4, 0);
    flow->addWidget(title);
    for (const FacetValue& value : values)
        flow->addWidget(valueButton(facet, value));
    return line;
}

QWidget* FacetPanel::valueButton(const QString& facet, const FacetValue& value) {
    const FacetKind& known = *facetOf(facet);
    const QString name = nameOf(facet, value.value);
    const QString text =
        tr("%1 %2", "value, number of cases").arg(name, QLocale().toString(value.cases));
    if (!*known.key) {
        auto* told = new QLabel(text);
        told->setTextFormat(Qt::PlainText);
        told->setContentsMargins(5, 3, 5, 0);
        return told;
    }
    const bool only = m_words.contains(wordFor(known, value.value, false));
    const bool without = m_words.contains(wordFor(known, value.value, true));
    auto* button = new QToolButton;
    button->setObjectName(QStringLiteral("facet-%1-%2").arg(facet, value.value));
    button->setText(fontMetrics()
                        .elidedText(without ? tr("not %1").arg(text) : text, Qt::ElideRight, 190)
                        .replace(QLatin1Char('&'), QStringLiteral("&&")));
    button->setCheckable(true);
    button->setChecked(only || without);
    button->setProperty("facet", true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(
        tr("%1, %2, %n case(s)", nullptr, static_cast<int>(qMin<qint64>(value.cases, 1 << 30)))
            .arg(titleOf(known), name));
    button->setToolTip(only      ? tr("Only %1. A click leaves them out.").arg(name)
                       : without ? tr("Without %1. A click takes that back.").arg(name)
                                 : tr("Only %1; a second click leaves them out.").arg(name));
    connect(button, &QToolButton::clicked, this, [this, facet, given = value.value] {
        Q_EMIT narrowed(afterClick(m_words, facet, given));
    });
    return button;
}

void FacetPanel::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    fitHeight();
}

void FacetPanel::fitHeight() {
    if (widget() && widget()->layout())
        setFixedHeight(
            qMin(mostHeight, widget()->layout()->heightForWidth(viewport()->width()) + 2));
}

} // namespace bolus
