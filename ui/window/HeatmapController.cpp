#include "ui/window/HeatmapController.h"

#include <algorithm>

#include <QAction>

#include "ui/client/ServeClient.h"
#include "ui/review/ModelPair.h"
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

const AttentionAnswer* find(const std::map<qint64, AttentionAnswer>& answers, qint64 caseId) {
    const auto found = answers.find(caseId);
    return found == answers.end() ? nullptr : &found->second;
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
        keepOnScreen();
        refresh();
    });
    connect(&cases, &CaseController::besideOpened, this, &HeatmapController::refresh);
    connect(&cases, &CaseController::allClosed, this, [this] {
        m_revealed.clear();
        forget();
    });
    connect(&cases, &CaseController::caseRefreshed, this, [this](const Case& exam) {
        m_answers.erase(exam.id); // other phases enter the model now
        m_seconds.erase(exam.id);
        refresh();
    });
    viewer.setHeatmapOpacity(panel.opacity());
    viewer.setHeatmapThreshold(panel.threshold());
}

void HeatmapController::setPhrase(const QString& phrase) {
    if (phrase == m_phrase)
        return;
    m_phrase = phrase;
    m_panel.setPhrase(phrase);
    forget();
    refresh();
}

void HeatmapController::setModel(const QString& model) {
    if (std::exchange(m_model, model) == model)
        return;
    forget();
    refresh();
}

void HeatmapController::setSecond(const QString& model) {
    if (std::exchange(m_second, model) == model)
        return;
    m_seconds.clear();
    ++m_generation;
    m_showsSecond = false;
    refresh();
}

void HeatmapController::showSecond(bool on) {
    const bool before = std::exchange(m_showsSecond, on && !m_second.isEmpty());
    if (before != m_showsSecond && !isVeiled())
        layShown();
}

void HeatmapController::setBeside(bool beside) {
    m_beside = beside;
    if (!isVeiled())
        layShown();
    Q_EMIT changed();
}

const AttentionAnswer* HeatmapController::visibleAnswer() const {
    if (!m_toggle.isChecked() || !m_cases.current() || isVeiled() || needsPhrase())
        return nullptr;
    return answerInTurn(m_cases.current()->id);
}

const AttentionAnswer* HeatmapController::answerInTurn(qint64 caseId) const {
    const AttentionAnswer* first = answer(caseId);
    const AttentionAnswer* second = first && m_showsSecond ? secondAnswer(caseId) : nullptr;
    return second ? second : first;
}

QStringList HeatmapController::commandInTurn(qint64 caseId) const {
    const AttentionAnswer* shown = answerInTurn(caseId);
    QStringList argv = command(caseId);
    if (shown && shown != answer(caseId))
        argv << QStringLiteral("--model") << m_second;
    return argv;
}

void HeatmapController::setLookFirst(bool on) {
    m_lookFirst = on;
    m_revealed.clear();
    forget();
    m_panel.setShares({});
    refresh();
}

bool HeatmapController::isVeiled(qint64 caseId) const {
    return m_lookFirst && !m_revealed.contains(caseId);
}

bool HeatmapController::isVeiled() const {
    return m_cases.current() && isVeiled(m_cases.current()->id);
}

void HeatmapController::reveal() {
    if (m_cases.current())
        m_revealed.insert(m_cases.current()->id);
    if (m_toggle.isChecked())
        refresh();
    else
        m_toggle.setChecked(true);
}

const AttentionAnswer* HeatmapController::answer(qint64 caseId) const {
    return find(m_answers, caseId);
}

const AttentionAnswer* HeatmapController::secondAnswer(qint64 caseId) const {
    return find(m_seconds, caseId);
}

QStringList HeatmapController::command(qint64 caseId) const {
    QStringList argv{QStringLiteral("attention"), QString::number(caseId)};
    if (!m_phrase.isEmpty())
        argv << QStringLiteral("--text") << m_phrase;
    return argv << methodArguments(m_panel.method());
}

// What others may change unseen goes.
void HeatmapController::keepOnScreen() {
    const auto isGone = [this](const auto& answer) {
        const auto is = [&](const std::optional<Case>& exam) {
            return exam && exam->id == answer.first;
        };
        return !is(m_cases.current()) && !is(m_cases.beside());
    };
    std::erase_if(m_answers, isGone);
    std::erase_if(m_seconds, isGone);
    std::erase_if(m_revealed, [&](qint64 id) { return isGone(std::pair(id, 0)); });
}

void HeatmapController::forget() {
    ++m_generation;
    m_answers.clear();
    m_seconds.clear();
    m_viewer.clearHeatmaps();
    Q_EMIT changed();
}

bool HeatmapController::needsPhrase() const {
    return m_panel.kind() == HeatmapKind::Text && m_phrase.isEmpty();
}

QString HeatmapController::restingStatus() const {
    if (!m_toggle.isChecked() || !m_cases.current())
        return {};
    if (isVeiled())
        return tr("Hidden until you have looked: mark what you see, then reveal the maps.");
    if (needsPhrase())
        return tr("Search for a phrase first: this map shows what speaks for it.");
    if (m_cases.beside() && isVeiled(m_cases.beside()->id))
        return tr("The maps of the case beside stay hidden: open it by itself to look at it "
                  "first.");
    return {};
}

void HeatmapController::refresh() {
    if (m_toggle.isChecked() && m_cases.current()) {
        m_panel.setDiverging(m_panel.kind() == HeatmapKind::Text);
        m_panel.setStatus(restingStatus());
        if (isVeiled() || needsPhrase()) {
            m_viewer.clearHeatmaps();
            m_panel.setShares({});
        } else {
            requestAll(*m_cases.current(), QStringLiteral("attention"));
            if (m_cases.beside() && !isVeiled(m_cases.beside()->id))
                requestAll(*m_cases.beside(), QStringLiteral("attention-beside"));
        }
    }
    Q_EMIT changed();
}

void HeatmapController::requestAll(const Case& exam, const QString& slot) {
    if (!m_answers.contains(exam.id))
        request(exam.id, {}, slot);
    if (!m_second.isEmpty() && !m_seconds.contains(exam.id))
        request(exam.id, m_second, slot + QStringLiteral("-second"));
    if (m_answers.contains(exam.id))
        lay(exam);
}

void HeatmapController::request(qint64 caseId, const QString& model, const QString& slot) {
    m_panel.setStatus(tr("Computing where the model looks…"));
    QStringList argv = command(caseId);
    if (!model.isEmpty())
        argv << QStringLiteral("--model") << model;
    m_serve.request(argv, slot, this,
                    [this, caseId, second = !model.isEmpty(),
                     generation = m_generation](const ServeReply& reply) {
                        if (generation == m_generation)
                            take(caseId, second, reply);
                    });
}

std::optional<AttentionAnswer> HeatmapController::readReply(const ServeReply& reply,
                                                            QString& problem) const {
    auto answer =
        reply.error ? std::nullopt : AttentionAnswer::fromReply(reply.items, reply.result);
    if (!answer)
        problem = reply.error
                      ? reply.error->message
                      : tr("The attention maps that came back are not whole; nothing is shown.");
    return answer;
}

void HeatmapController::take(qint64 caseId, bool second, const ServeReply& reply) {
    if (reply.error && reply.error->code == QLatin1String("cancelled"))
        return;
    QString problem;
    auto answer = readReply(reply, problem);
    if (!answer) {
        m_panel.setStatus(problem);
        Q_EMIT failed(problem);
        return;
    }
    (second ? m_seconds : m_answers)[caseId] = std::move(*answer);
    m_panel.setStatus(restingStatus());
    if (!isVeiled())
        layShown();
    Q_EMIT changed();
}

void HeatmapController::fetchVeiled(QObject* context, Fetched done) {
    if (!m_cases.current())
        return;
    const qint64 caseId = m_cases.current()->id;
    if (const auto* known = answer(caseId)) {
        done(known, {});
        return;
    }
    m_serve.request(
        command(caseId), QStringLiteral("attention"), context,
        [this, caseId, generation = m_generation, done = std::move(done)](const ServeReply& reply) {
            QString problem = tr("Something else was asked for meanwhile.");
            auto answer = generation == m_generation ? readReply(reply, problem) : std::nullopt;
            if (answer)
                m_answers[caseId] = std::move(*answer);
            done(answer ? find(m_answers, caseId) : nullptr, problem);
        });
}

void HeatmapController::layShown() {
    for (const auto* exam : {&m_cases.current(), &m_cases.beside()})
        if (*exam && m_answers.contains((*exam)->id) && !isVeiled((*exam)->id))
            lay(**exam);
}

void HeatmapController::lay(const Case& exam) {
    const AttentionAnswer& first = m_answers.at(exam.id);
    const AttentionAnswer* second = secondAnswer(exam.id);
    const AttentionAnswer& answer = *answerInTurn(exam.id);
    const QVector<Heatmap> heatmaps = second
                                          ? onOneScale(answer, first, *second, m_panel.kind(), exam)
                                          : answer.heatmaps(m_panel.kind(), exam);
    m_viewer.setHeatmaps(exam.id, m_beside ? QVector<Heatmap>() : heatmaps);
    if (m_cases.current()->id == exam.id) {
        m_panel.setDiverging(std::ranges::any_of(heatmaps, [](const Heatmap& map) {
            return std::ranges::min(map.values) < 0; // as the bar over the pictures has it
        }));
        m_panel.setCell(first.cellMm);
        m_panel.setShares(first.shares(m_panel.kind()));
    }
    if (m_toggle.isChecked())
        Q_EMIT shown(exam.id);
}

} // namespace bolus
