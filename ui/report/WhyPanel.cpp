#include "ui/report/WhyPanel.h"

#include <algorithm>

#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/search/HitTexts.h"
#include "ui/style/Theme.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

namespace {

constexpr int mostCharacters = 1500;
constexpr double mostly = 0.6; // of the rank

// Reciprocal rank fusion as PROTOCOL.md has it: weight / (60 + rank).
double shareOf(const HitPart& part) {
    return std::max(0.0, part.weight) / (60 + part.rank);
}

} // namespace

WhyPanel::WhyPanel(QWidget* parent)
    : QWidget(parent), m_sentence(new QLabel), m_ranks(new QLabel), m_differs(new QLabel),
      m_shares(new ShareBars), m_place(new QPushButton),
      m_map(new QPushButton(tr("Show what speaks for the phrase"))) {
    auto* heading = new QLabel(tr("Why it matched"));
    heading->setProperty("section", true);
    m_sentence->setObjectName(QStringLiteral("whySentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::RichText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_ranks->setObjectName(QStringLiteral("whyRanks"));
    m_ranks->setProperty("secondary", true);
    m_ranks->setTextFormat(Qt::PlainText);
    m_ranks->setWordWrap(true);
    m_differs->setObjectName(QStringLiteral("whyDiffers"));
    m_differs->setTextFormat(Qt::PlainText);
    m_differs->setWordWrap(true);
    m_place->setObjectName(QStringLiteral("whyPlace"));
    m_map->setObjectName(QStringLiteral("whyMap"));
    m_map->setToolTip(tr("The model's map for the phrase over the pictures, at its highest cell: a "
                         "hint about the model, not a finding"));
    for (QPushButton* button : {m_place, m_map})
        button->setAutoDefault(true);
    connect(m_place, &QPushButton::clicked, this, [this] {
        if (m_hit)
            Q_EMIT placeRequested(*m_hit);
    });
    connect(m_map, &QPushButton::clicked, this, &WhyPanel::mapRequested);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    for (QWidget* row : std::initializer_list<QWidget*>{heading, m_sentence, m_ranks, m_differs,
                                                        m_shares, m_place, m_map})
        rows->addWidget(row);
    connect(&theme::changes(), &theme::Changes::changed, this, [this] {
        if (m_hit)
            setHit(Hit(*m_hit), QStringList(m_words), QString(m_phrase));
    });
    clear();
}

void WhyPanel::setHit(const Hit& hit, const QStringList& words, const QString& phrase) {
    m_hit = hit;
    m_words = words;
    m_phrase = phrase;
    m_sentence->setText(sentenceHtml());
    showParts();
    const QString differs = differsText();
    m_differs->setText(differs);
    m_differs->setVisible(!differs.isEmpty());
    setVeiled(m_veiled);
    show();
}

QString WhyPanel::sentenceHtml() const {
    if (m_hit->isSilent())
        return tr("No report says this, and the report of this case does not mention it.");
    if (m_hit->sentence.isEmpty())
        return m_words.isEmpty()
                   ? tr("Found by its images.")
                   : tr("Found by its images; no sentence of its report has the words.");
    QStringList said;
    const auto add = [&said](const QString& word, const QColor& color) {
        if (!word.isEmpty())
            said << QStringLiteral("<span style=\"color:%1\">%2</span>")
                        .arg(color.name(), word.toHtmlEscaped());
    };
    add(assertionName(m_hit->assertion), assertionColor(*m_hit));
    add(sectionName(m_hit->section), theme::secondaryText);
    const QString sentence = QStringLiteral("“%1”").arg(
        markedHtml(excerpt(m_hit->sentence, m_words, mostCharacters), m_words));
    return said.isEmpty() ? sentence
                          : sentence + QStringLiteral("<br>") + said.join(QStringLiteral(" · "));
}

/// Which way of looking did most, and each one's rank.
QString WhyPanel::partsText() const {
    double sum = 0;
    for (const HitPart& part : m_hit->parts)
        sum += shareOf(part);
    if (m_hit->parts.empty() || !(sum > 0))
        return {};
    const HitPart& most = *std::ranges::max_element(m_hit->parts, {}, shareOf);
    const QString ranks = ranksText(*m_hit);
    if (m_hit->parts.size() == 1)
        return tr("By %1 alone: %2.", "words; words 1st").arg(partName(most.part), ranks);
    return shareOf(most) > mostly * sum
               ? tr("Mostly by %1: %2.", "words; words 1st, image 3rd")
                     .arg(partName(most.part), ranks)
               : tr("By all alike: %1.", "words 1st, image 3rd").arg(ranks);
}

void WhyPanel::showParts() {
    const QString demotion = demotionText(*m_hit);
    QStringList lines{demotion.isEmpty()
                          ? tr("%1 of the list.").arg(ordinalText(m_hit->rank))
                          : tr("%1 of the list, %2.").arg(ordinalText(m_hit->rank), demotion),
                      partsText()};
    lines.removeAll(QString());
    m_ranks->setText(lines.join(QLatin1Char('\n')));
}

void WhyPanel::showWays() {
    const bool told = m_hit && !m_veiled;
    const bool cited = m_hit && !m_hit->region && m_hit->bestSlice && m_hit->bestSlice->isCited;
    m_place->setVisible(cited || (told && (m_hit->region || m_hit->bestSlice)));
    m_place->setText(
        cited ? tr("Show the image that the sentence names")
        : m_hit && m_hit->region
            ? tr("Show the place that matched (%1)").arg(phaseName(m_hit->region->phase))
            : tr("Show the slice that matched"));
    m_map->setVisible(told && !m_phrase.isEmpty());
}

// A phase that is missing is said once.
QString WhyPanel::differsText() const {
    QStringList lines = m_hit->differs;
    std::vector<Phase> untold = m_hit->missing;
    std::erase_if(untold, [&](Phase phase) {
        const QString name = toText(std::string(phaseLabel(phase)));
        return lines.filter(name, Qt::CaseInsensitive).size() > 0;
    });
    if (const QString missing = missingText(untold); !missing.isEmpty())
        lines.prepend(tr("It %1.", "lacks Delayed").arg(missing));
    lines.removeAll(QString());
    lines.removeDuplicates();
    if (lines.isEmpty())
        return {};
    return tr("What differs:") + QStringLiteral("\n• ") + lines.join(QStringLiteral("\n• "));
}

void WhyPanel::clear() {
    m_hit.reset();
    m_shares->setShares({});
    hide();
}

void WhyPanel::setVeiled(bool veiled) {
    m_veiled = veiled;
    m_shares->setShares(m_hit && !veiled ? m_hit->shares : std::vector<PhaseShare>());
    showWays();
}

} // namespace bolus
