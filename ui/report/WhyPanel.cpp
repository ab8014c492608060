#include "ui/report/WhyPanel.h"

#include <cmath>

#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/search/HitTexts.h"
#include "ui/style/Theme.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

namespace {

constexpr int mostCharacters = 1500;

// Reciprocal rank fusion as PROTOCOL.md has it: weight / (60 + rank).
double shareOf(const HitPart& part) {
    return std::max(0.0, part.weight) / (60 + part.rank);
}

} // namespace

WhyPanel::WhyPanel(QWidget* parent)
    : QWidget(parent), m_sentence(new QLabel), m_ranks(new QLabel), m_differs(new QLabel),
      m_shares(new ShareBars), m_region(new QPushButton) {
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
    m_region->setObjectName(QStringLiteral("whyRegion"));
    m_region->setText(tr("Show the place that matched"));
    m_region->setAutoDefault(true);
    connect(m_region, &QPushButton::clicked, this, [this] {
        if (m_hit && m_hit->region)
            Q_EMIT regionRequested(*m_hit);
    });
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    for (QWidget* row : std::initializer_list<QWidget*>{heading, m_sentence, m_ranks, m_shares,
                                                        m_region, m_differs})
        rows->addWidget(row);
    connect(&theme::changes(), &theme::Changes::changed, this, [this] {
        if (m_hit)
            setHit(Hit(*m_hit), QStringList(m_words));
    });
    clear();
}

void WhyPanel::setHit(const Hit& hit, const QStringList& words) {
    m_hit = hit;
    m_words = words;
    m_sentence->setText(sentenceHtml());
    showParts();
    const QString differs = differsText();
    m_differs->setText(differs);
    m_differs->setVisible(!differs.isEmpty());
    setVeiled(m_veiled);
    show();
}

QString WhyPanel::sentenceHtml() const {
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

QString WhyPanel::partsText() const {
    double sum = 0;
    for (const HitPart& part : m_hit->parts)
        sum += shareOf(part);
    QStringList lines;
    for (const HitPart& part : m_hit->parts) {
        QString line = tr("%1: %2", "words: 1st").arg(partName(part.part), ordinalText(part.rank));
        if (part.score && std::isfinite(*part.score))
            line += tr(", likeness %1").arg(numberText(*part.score, 2));
        if (sum > 0 && m_hit->parts.size() > 1)
            line += tr(", %1 % of the rank").arg(std::lround(100 * shareOf(part) / sum));
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

void WhyPanel::showParts() {
    const QString parts = partsText();
    const QString rank = tr("%1 of the list").arg(ordinalText(m_hit->rank));
    m_ranks->setText(parts.isEmpty() ? rank : rank + QLatin1Char('\n') + parts);
    if (m_hit->region)
        m_region->setText(
            tr("Show the place that matched (%1)").arg(phaseName(m_hit->region->phase)));
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
    m_region->setVisible(m_hit && m_hit->region && !veiled);
}

} // namespace bolus
