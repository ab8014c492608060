#include "ui/window/HeatmapController.h"

#include <algorithm>

#include <QAction>

#include "ui/client/ServeClient.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"

namespace bolus {

namespace {

QStringList methodArguments(HeatmapMethod method) {
    if (method == HeatmapMethod::Direct)
        return {};
    return {QStringLiteral("--method"), method == HeatmapMethod::Rollout
                                            ? QStringLiteral("rollout")
                                            : QStringLiteral("gradient")};
}

} // namespace

HeatmapController::HeatmapController(ServeClient& serve, CaseController& cases,
                                     ViewerWidget& viewer, HeatmapPanel& panel, QAction& toggle,
                                     QObject* parent)
    : QObject(parent), m_serve(serve), m_cases(cases), m_viewer(viewer), m_panel(panel),
      m_toggle(toggle) {
    connect(&toggle, &QAction::toggled, this, [this](bool on) {
        m_viewer.setHeatmapVisible(on);
        refresh();
    });
    connect(&viewer, &ViewerWidget::heatmapVisibleChanged, &toggle, &QAction::setChecked);
    connect(&panel, &HeatmapPanel::kindChanged, this, &HeatmapController::refresh);
    connect(&panel, &HeatmapPanel::methodChanged, this, [this] {
        forget(); // the maps of another method
        refresh();
    });
    connect(&panel, &HeatmapPanel::opacityChanged, &viewer, &ViewerWidget::setHeatmapOpacity);
    connect(&panel, &HeatmapPanel::thresholdChanged, &viewer, &ViewerWidget::setHeatmapThreshold);
    connect(&cases, &CaseController::caseOpened, this, [this] {
        std::erase_if(m_answers, [this](const auto& answer) { // others may change unseen
            const auto is = [&](const std::optional<Case>& exam) {
                return exam && exam->id == answer.first;
            };
            return !is(m_cases.current()) && !is(m_cases.beside());
        });
        refresh();
    });
    connect(&cases, &CaseController::besideOpened, this, &HeatmapController::refresh);
    connect(&cases, &CaseController::allClosed, this, &HeatmapController::forget);
    connect(&cases, &CaseController::caseRefreshed, this, [this](const Case& exam) {
        m_answers.erase(exam.id); // other phases enter the model now
        refresh();
    });
    viewer.setHeatmapOpacity(panel.opacity());
    viewer.setHeatmapThreshold(panel.threshold());
}

void HeatmapController::setPhrase(const QString& phrase) {
    if (phrase == m_phrase)
        return;
    m_phrase = phrase;
    forget();
    refresh();
}

void HeatmapController::setModel(const QString& model) {
    if (std::exchange(m_model, model) == model)
        return;
    forget();
    refresh();
}

void HeatmapController::forget() {
    ++m_generation;
    m_answers.clear();
    m_viewer.clearHeatmaps();
}

bool HeatmapController::needsPhrase() const {
    return m_panel.kind() == HeatmapKind::Text && m_phrase.isEmpty();
}

void HeatmapController::refresh() {
    if (!m_toggle.isChecked() || !m_cases.current())
        return;
    m_panel.setDiverging(m_panel.kind() == HeatmapKind::Text);
    if (needsPhrase()) {
        m_viewer.clearHeatmaps();
        m_panel.setShares({});
        m_panel.setStatus(tr("Search for a phrase first: this map shows what speaks for it."));
        return;
    }
    m_panel.setStatus({});
    request(*m_cases.current(), QStringLiteral("attention"));
    if (m_cases.beside())
        request(*m_cases.beside(), QStringLiteral("attention-beside"));
}

void HeatmapController::request(const Case& exam, const QString& slot) {
    if (m_answers.contains(exam.id)) {
        lay(exam);
        return;
    }
    m_panel.setStatus(tr("Computing where the model looks…"));
    QStringList argv{QStringLiteral("attention"), QString::number(exam.id)};
    if (!m_phrase.isEmpty())
        argv << QStringLiteral("--text") << m_phrase;
    argv << methodArguments(m_panel.method());
    m_serve.request(argv, slot, this,
                    [this, caseId = exam.id, generation = m_generation](const ServeReply& reply) {
                        if (generation == m_generation)
                            take(caseId, reply);
                    });
}

void HeatmapController::take(qint64 caseId, const ServeReply& reply) {
    if (reply.error && reply.error->code == QLatin1String("cancelled"))
        return;
    auto answer =
        reply.error ? std::nullopt : AttentionAnswer::fromReply(reply.items, reply.result);
    if (!answer) {
        const QString sentence =
            reply.error ? reply.error->message
                        : tr("The attention maps that came back are not whole; nothing is shown.");
        m_panel.setStatus(sentence);
        Q_EMIT failed(sentence);
        return;
    }
    m_answers[caseId] = std::move(*answer);
    m_panel.setStatus({});
    for (const auto* exam : {&m_cases.current(), &m_cases.beside()})
        if (*exam && (*exam)->id == caseId)
            lay(**exam);
}

void HeatmapController::lay(const Case& exam) {
    const AttentionAnswer& answer = m_answers.at(exam.id);
    const QVector<Heatmap> heatmaps = answer.heatmaps(m_panel.kind(), exam);
    m_viewer.setHeatmaps(exam.id, heatmaps);
    const Case& current = *m_cases.current();
    if (current.id == exam.id) {
        m_panel.setDiverging(std::ranges::any_of(heatmaps, [](const Heatmap& map) {
            return std::ranges::min(map.values) < 0; // as the bar over the pictures has it
        }));
        m_panel.setCell(answer.cellMm);
        m_panel.setShares(answer.shares(m_panel.kind()));
    }
    const bool whole = m_answers.contains(current.id) &&
                       (!m_cases.beside() || m_answers.contains(m_cases.beside()->id));
    if (whole)
        Q_EMIT shown(current.id);
}

} // namespace bolus
