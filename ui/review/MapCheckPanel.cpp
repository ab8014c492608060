#include "ui/review/MapCheckPanel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/client/BolusctlClient.h"
#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

namespace {

QString kindToken(HeatmapKind kind) {
    return kind == HeatmapKind::Phase  ? QStringLiteral("phase")
           : kind == HeatmapKind::View ? QStringLiteral("view")
                                       : QStringLiteral("text");
}

QString meaning(const QString& verdict) {
    if (verdict == QLatin1String("independent"))
        return MapCheckPanel::tr("The map hardly depends on what the model learned.");
    if (verdict == QLatin1String("partly"))
        return MapCheckPanel::tr("The map depends only partly on what the model learned.");
    if (verdict == QLatin1String("learned"))
        return MapCheckPanel::tr("The map depends on what the model learned.");
    if (verdict == QLatin1String("steady"))
        return MapCheckPanel::tr("The map comes out the same again.");
    if (verdict == QLatin1String("fair"))
        return MapCheckPanel::tr("The map comes out nearly the same again.");
    if (verdict == QLatin1String("unsteady"))
        return MapCheckPanel::tr("The map changes with what should not matter.");
    return MapCheckPanel::tr("A map that is the same everywhere tells nothing.");
}

/// " (Arterial)", or nothing for a map of all phases.
QString phaseOf(const QJsonObject& check) {
    const auto phase = phaseFromText(check[QLatin1String("phase")].toString().toStdString());
    return phase ? QStringLiteral(" (%1)").arg(phaseName(*phase)) : QString();
}

} // namespace

MapCheckPanel::MapCheckPanel(const LibrarySession& library, QWidget* parent)
    : QWidget(parent), m_library(library), m_start(new QPushButton(tr("Check this map"))),
      m_cancel(new QPushButton(tr("Cancel"))), m_progress(new QProgressBar), m_warning(new QLabel),
      m_result(new QLabel) {
    m_start->setObjectName(QStringLiteral("checkMap"));
    m_cancel->setObjectName(QStringLiteral("cancelMapCheck"));
    m_cancel->setAccessibleName(tr("Cancel the check of the map"));
    m_progress->setObjectName(QStringLiteral("mapCheckProgress"));
    m_progress->setAccessibleName(tr("Progress of the check"));
    m_warning->setObjectName(QStringLiteral("mapCheckWarning"));
    m_warning->setProperty("notice", true);
    m_result->setObjectName(QStringLiteral("mapCheckResult"));
    m_result->setProperty("secondary", true);
    for (QLabel* label : {m_warning, m_result})
        label->setWordWrap(true);
    auto* running = new QHBoxLayout;
    running->addWidget(m_progress, 1);
    running->addWidget(m_cancel);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    rows->addWidget(m_start);
    rows->addLayout(running);
    rows->addWidget(m_warning);
    rows->addWidget(m_result);
    connect(m_start, &QPushButton::clicked, this, &MapCheckPanel::start);
    connect(m_cancel, &QPushButton::clicked, this, &MapCheckPanel::cancel);
    show();
}

MapCheckPanel::~MapCheckPanel() = default;

void MapCheckPanel::setMap(const QStringList& command, const AttentionAnswer* answer,
                           HeatmapKind kind) {
    const Map map = answer ? Map{command, answer->model, answer->hash} : Map();
    if (map != m_shown) {
        m_client.reset();
        m_problem.clear();
    }
    m_shown = map;
    m_kind = kind;
    show();
}

void MapCheckPanel::forget() {
    m_known.clear();
    m_client.reset();
    show();
}

void MapCheckPanel::start() {
    m_problem.clear();
    m_arrived.clear();
    m_running = m_shown;
    m_progress->setRange(0, 0);
    m_client = std::make_unique<BolusctlClient>(m_library.folder());
    connect(m_client.get(), &BolusctlClient::progress, this,
            [this](const QString&, qint64 done, qint64 total) {
                m_progress->setRange(0, static_cast<int>(total));
                m_progress->setValue(static_cast<int>(done));
            });
    connect(m_client.get(), &BolusctlClient::itemArrived, this, &MapCheckPanel::take);
    connect(m_client.get(), &BolusctlClient::finished, this, &MapCheckPanel::finish);
    connect(m_client.get(), &BolusctlClient::failed, this, &MapCheckPanel::fail);
    m_client->start(m_shown.command + QStringList{QStringLiteral("--check")});
    show();
}

void MapCheckPanel::cancel() {
    if (m_client)
        m_client->cancel();
}

void MapCheckPanel::take(const QJsonObject& item) {
    if (item.contains(QLatin1String("check")))
        m_arrived << item;
}

void MapCheckPanel::finish() {
    m_client.release()->deleteLater();
    m_known[m_running] = m_arrived;
    show();
}

void MapCheckPanel::fail(const QString& code, const QString& message) {
    m_client.release()->deleteLater();
    m_problem = code == QLatin1String("cancelled") ? QString() : message;
    show();
}

/// The worst of the phases decides: the one most alike with random weights, the one least alike
/// with itself.
QString MapCheckPanel::sentence(const QString& check, bool& isBad) const {
    const bool weights = check == QLatin1String("weights");
    const QJsonObject* worst = nullptr;
    for (const QJsonObject& item : m_known.at(m_shown)) {
        if (item[QLatin1String("check")] != check ||
            item[QLatin1String("kind")] != kindToken(m_kind) ||
            !item[QLatin1String("map_similarity")].isDouble())
            continue;
        const double value = item[QLatin1String("map_similarity")].toDouble();
        const double so = worst ? (*worst)[QLatin1String("map_similarity")].toDouble() : 0;
        if (!worst || (weights ? value > so : value < so))
            worst = &item;
    }
    const QString name = weights ? tr("Random weights") : tr("Small changes of the image");
    if (!worst)
        return tr("%1: %2").arg(name, meaning({}));
    const QString verdict = (*worst)[QLatin1String("verdict")].toString();
    isBad =
        isBad || verdict == QLatin1String("independent") || verdict == QLatin1String("unsteady");
    const QString number = numberText((*worst)[QLatin1String("map_similarity")].toDouble(), 2);
    return tr("%4 %1: alike by %2%3.").arg(name, number, phaseOf(*worst), meaning(verdict));
}

void MapCheckPanel::show() {
    const bool runs = m_client != nullptr, known = !runs && isChecked();
    m_start->setVisible(!runs && !known);
    m_start->setEnabled(!m_shown.command.isEmpty());
    m_start->setToolTip(m_shown.command.isEmpty()
                            ? tr("There is no map on screen to check yet.")
                            : tr("Compares the map with those of the same model with random "
                                 "weights, and with its own for an image that is a little "
                                 "different"));
    m_progress->setVisible(runs);
    m_cancel->setVisible(runs);
    m_result->setVisible(known);
    m_warning->setVisible(!m_problem.isEmpty());
    m_warning->setText(m_problem);
    if (!known)
        return;
    bool dependsOnNothing = false, changes = false;
    const QString weights = sentence(QStringLiteral("weights"), dependsOnNothing);
    const QString repeats = sentence(QStringLiteral("repeat"), changes);
    const QString scale =
        tr("1 is the same order of all cells, 0 none (Spearman's rank "
           "correlation; Adebayo et al., Sanity Checks for Saliency Maps, 2018).");
    QStringList bad, good;
    (dependsOnNothing ? bad : good) << weights;
    (changes ? bad : good) << repeats;
    m_warning->setText(bad.join(QLatin1Char('\n')));
    m_warning->setVisible(!bad.isEmpty());
    good.prepend(tr("Checked: the map of model %1.").arg(m_shown.model));
    m_result->setText(good.join(QLatin1Char('\n')));
    m_result->setToolTip(scale);
    m_warning->setToolTip(scale);
}

} // namespace bolus
