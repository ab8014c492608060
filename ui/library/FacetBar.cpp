#include "ui/library/FacetBar.h"

#include <algorithm>

#include <QAbstractItemView>
#include <QHBoxLayout>
#include <QLocale>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

namespace {

template<std::string CaseFilter::*Field>
void setText(CaseFilter& filter, const QVariant& value) {
    filter.*Field = value.toString().toStdString();
}

// This body part alone; without the sign every one that contains the word passes.
void setBodyPart(CaseFilter& filter, const QVariant& value) {
    filter.bodyPart = '=' + value.toString().toStdString();
}

void setPhase(CaseFilter& filter, const QVariant& value) {
    filter.hasPhase = static_cast<Phase>(value.toInt());
}

struct Entry {
    QVariant value;
    QString label;
    std::int64_t cases = 0;
};

/// Phases in contrast order, years from the latest, ages from the youngest, the rest as they come:
/// the most frequent first.
std::vector<Entry> entriesOf(const Facets& facets, std::vector<FacetCount> Facets::*counts) {
    std::vector<Entry> entries;
    for (const FacetCount& count : facets.*counts) {
        const QString text = toText(count.value);
        const auto phase =
            counts == &Facets::phase ? phaseFromText(count.value) : std::optional<Phase>();
        entries.push_back(phase ? Entry{static_cast<int>(*phase), phaseName(*phase), count.cases}
                                : Entry{text, text, count.cases});
    }
    const auto number = [](const Entry& entry) {
        return entry.value.toString().section(QLatin1Char('-'), 0, 0).toInt();
    };
    if (counts == &Facets::phase)
        std::ranges::sort(entries, {}, [](const Entry& entry) { return entry.value.toInt(); });
    else if (counts == &Facets::year)
        std::ranges::sort(entries, std::greater(), number);
    else if (counts == &Facets::ageDecade)
        std::ranges::sort(entries, {}, number);
    return entries;
}

} // namespace

FacetBar::FacetBar(QWidget* parent) : QWidget(parent) {
    auto* upper = new QHBoxLayout;
    upper->addWidget(
        add("modalityFacet", tr("Modality"), &Facets::modality, setText<&CaseFilter::modality>), 1);
    upper->addWidget(add("bodyPartFacet", tr("Body part"), &Facets::bodyPart, setBodyPart), 1);
    upper->addWidget(add("phaseFacet", tr("Phase"), &Facets::phase, setPhase), 1);
    auto* lower = new QHBoxLayout;
    lower->addWidget(add("sexFacet", tr("Sex"), &Facets::sex, setText<&CaseFilter::sex>), 1);
    lower->addWidget(
        add("ageFacet", tr("Age"), &Facets::ageDecade, setText<&CaseFilter::ageDecade>), 1);
    lower->addWidget(add("yearFacet", tr("Year"), &Facets::year, setText<&CaseFilter::year>), 1);
    lower->addWidget(
        add("makerFacet", tr("Maker"), &Facets::manufacturer, setText<&CaseFilter::manufacturer>),
        1);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    for (QHBoxLayout* row : {upper, lower}) {
        row->setSpacing(4);
        rows->addLayout(row);
    }
    fill({});
}

QComboBox* FacetBar::add(const char* name, const QString& title,
                         std::vector<FacetCount> Facets::*counts,
                         void (*apply)(CaseFilter&, const QVariant&)) {
    auto* box = new QComboBox;
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(title);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(3);
    box->setMaxVisibleItems(16);
    box->setProperty("facet", true);
    connect(box, &QComboBox::activated, this, [this, box] {
        show(*box);
        Q_EMIT chosen();
    });
    m_choices.push_back({box, title, counts, apply});
    return box;
}

// What is chosen is told from what is not by its look, and in full by its tool tip.
void FacetBar::show(QComboBox& box) {
    const bool chosen = box.currentIndex() > 0;
    QFont font = box.font();
    font.setBold(chosen);
    box.setFont(font);
    box.setToolTip(chosen ? tr("Only %1").arg(box.currentText())
                          : tr("All values; choose one to narrow the list"));
}

void FacetBar::fill(const Facets& facets) {
    for (const Choice& choice : m_choices)
        fillBox(choice, facets);
}

void FacetBar::fillBox(const Choice& choice, const Facets& facets) {
    QComboBox& box = *choice.box;
    if (box.view()->isVisible()) // somebody is choosing
        return;
    const QVariant chosen = box.currentData();
    std::vector<Entry> entries = entriesOf(facets, choice.counts);
    if (chosen.isValid() && std::ranges::find(entries, chosen, &Entry::value) == entries.end()) {
        const QString label = choice.counts == &Facets::phase
                                  ? phaseName(static_cast<Phase>(chosen.toInt()))
                                  : chosen.toString();
        entries.push_back({chosen, label, 0});
    }
    const QSignalBlocker blocker(box);
    box.clear();
    box.addItem(choice.title);
    for (const Entry& entry : entries) {
        box.addItem(
            QStringLiteral("%1 (%2)").arg(entry.label, QLocale().toString(qlonglong(entry.cases))),
            entry.value);
    }
    box.setCurrentIndex(chosen.isValid() ? qMax(0, box.findData(chosen)) : 0);
    box.view()->setMinimumWidth(box.view()->sizeHintForColumn(0) +
                                box.view()->verticalScrollBar()->sizeHint().width() + 12);
    show(box);
}

CaseFilter FacetBar::appliedTo(CaseFilter filter) const {
    for (const Choice& choice : m_choices)
        if (const QVariant value = choice.box->currentData(); value.isValid())
            choice.apply(filter, value);
    return filter;
}

bool FacetBar::anyChosen() const {
    return std::ranges::any_of(m_choices,
                               [](const Choice& choice) { return choice.box->currentIndex() > 0; });
}

void FacetBar::clear() {
    for (const Choice& choice : m_choices) {
        choice.box->setCurrentIndex(0);
        show(*choice.box);
    }
}

} // namespace bolus
