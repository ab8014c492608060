#include "ui/train/TrainDialog.h"

#include <algorithm>
#include <utility>

#include <QDate>
#include <QFormLayout>
#include <QLocale>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"
#include "ui/train/TrainAdvanced.h"
#include "ui/train/TrainChart.h"
#include "ui/train/TrainingCases.h"

namespace bolus {

namespace {

constexpr int fewestCases = 2;

QLabel* sectionLabel(const QString& text) {
    auto* label = new QLabel(text);
    label->setProperty("section", true);
    return label;
}

} // namespace

TrainDialog::TrainDialog(LibrarySession& library, Thumbnails& thumbnails, LibraryJobs& jobs,
                         QWidget* parent)
    : QDialog(parent), m_library(library), m_jobs(jobs),
      m_choice(new TrainingCases(library, thumbnails, this)), m_cases(new QListView),
      m_name(new QLineEdit), m_base(new QComboBox), m_epochs(new QSpinBox), m_heldOut(new QSpinBox),
      m_freeze(new QCheckBox(tr("Keep the encoders, learn the memory and the heads (fast)"))),
      m_advanced(new TrainAdvanced), m_count(new QLabel), m_status(new QLabel),
      m_stopped(new QComboBox), m_start(new QPushButton(tr("Start"))),
      m_stop(new QPushButton(tr("Stop"))), m_finish(new QPushButton(tr("Finish now"))),
      m_activate(new QPushButton(tr("Use this model"))), m_resume(new QPushButton(tr("Resume"))),
      m_chart(new TrainChart) {
    setObjectName(QStringLiteral("trainDialog"));
    setWindowTitle(tr("Fine-tune the model"));
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    resize(1120, 680);
    auto* left = new QVBoxLayout;
    left->addWidget(buildChoice(), 1);
    left->addWidget(buildOptions());
    auto* right = new QVBoxLayout;
    right->addWidget(buildResume());
    right->addWidget(m_chart, 1);
    right->addWidget(m_status);
    right->addWidget(buildButtons());
    auto* columns = new QHBoxLayout(this);
    columns->setSpacing(16);
    columns->addLayout(left, 2);
    columns->addLayout(right, 3);
    connect(&library, &LibrarySession::changed, this, [this] {
        if (isVisible() && !m_job)
            reload();
    });
    for (auto* button : findChildren<QPushButton*>())
        button->setAutoDefault(false); // Enter in a field starts nothing that runs for hours
    refreshButtons();
}

QWidget* TrainDialog::buildChoice() {
    m_cases->setObjectName(QStringLiteral("trainCases"));
    m_cases->setAccessibleName(tr("Cases to learn from"));
    m_cases->setModel(m_choice);
    m_cases->setUniformItemSizes(true);
    m_cases->setTextElideMode(Qt::ElideRight);
    m_cases->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_choice, &CaseListModel::refreshed, this, &TrainDialog::refreshButtons);
    connect(m_choice, &TrainingCases::ticksChanged, this, &TrainDialog::refreshButtons);
    connect(m_choice, &CaseListModel::failed, m_status, &QLabel::setText);
    auto* every = new QPushButton(tr("All"));
    auto* none = new QPushButton(tr("None"));
    connect(every, &QPushButton::clicked, this, [this] { m_choice->tickAll(true); });
    connect(none, &QPushButton::clicked, this, [this] { m_choice->tickAll(false); });
    m_count->setProperty("secondary", true);
    auto* top = new QHBoxLayout;
    top->addWidget(sectionLabel(tr("Cases with a report")), 1);
    top->addWidget(every);
    top->addWidget(none);
    auto* box = new QWidget;
    auto* rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addLayout(top);
    rows->addWidget(m_cases, 1);
    rows->addWidget(m_count);
    return box;
}

QWidget* TrainDialog::buildOptions() {
    static const QRegularExpression fileSafe(QStringLiteral("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"));
    m_name->setObjectName(QStringLiteral("trainName"));
    m_name->setValidator(new QRegularExpressionValidator(fileSafe, m_name));
    m_name->setToolTip(tr("Letters, digits, '.', '_' and '-'"));
    connect(m_name, &QLineEdit::textChanged, this, &TrainDialog::refreshButtons);
    m_base->setObjectName(QStringLiteral("trainBase"));
    m_epochs->setObjectName(QStringLiteral("trainEpochs"));
    m_epochs->setRange(1, 1000);
    m_epochs->setValue(20);
    m_heldOut->setRange(0, 50);
    m_heldOut->setValue(25);
    m_heldOut->setSuffix(tr(" % of patients"));
    m_freeze->setObjectName(QStringLiteral("trainFreeze"));
    m_freeze->setChecked(true);
    auto* box = new QWidget;
    auto* form = new QFormLayout(box);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(sectionLabel(tr("Options")));
    form->addRow(tr("Start from"), m_base);
    form->addRow(tr("Name of the new model"), m_name);
    form->addRow(tr("Epochs"), m_epochs);
    form->addRow(tr("Held out"), m_heldOut);
    form->addRow(m_freeze);
    form->addRow(m_advanced);
    connect(m_freeze, &QCheckBox::toggled, this, &TrainDialog::refreshButtons);
    return box;
}

QWidget* TrainDialog::buildResume() {
    m_resumeBox = new QWidget;
    m_stopped->setObjectName(QStringLiteral("trainStopped"));
    m_stopped->setAccessibleName(tr("Stopped runs with a checkpoint"));
    m_resume->setObjectName(QStringLiteral("trainResume"));
    m_resume->setToolTip(tr("Goes on from the last checkpoint, with the options it had"));
    auto* forget = new QPushButton(tr("Discard…"));
    forget->setObjectName(QStringLiteral("trainDiscard"));
    auto* line = new QHBoxLayout(m_resumeBox);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(new QLabel(tr("Stopped runs")));
    line->addWidget(m_stopped, 1);
    line->addWidget(m_resume);
    line->addWidget(forget);
    connect(m_resume, &QPushButton::clicked, this, [this] {
        if (const int at = m_stopped->currentIndex(); at >= 0)
            start(m_resumable[at]);
    });
    connect(forget, &QPushButton::clicked, this, [this] {
        if (const int at = m_stopped->currentIndex(); at >= 0)
            Q_EMIT discardRequested(m_resumable[at].name);
    });
    m_resumeBox->hide();
    return m_resumeBox;
}

QWidget* TrainDialog::buildButtons() {
    m_status->setObjectName(QStringLiteral("trainStatus"));
    m_status->setProperty("secondary", true);
    m_status->setWordWrap(true);
    m_start->setObjectName(QStringLiteral("trainStart"));
    m_start->setProperty("primary", true);
    m_stop->setObjectName(QStringLiteral("trainStop"));
    m_finish->setObjectName(QStringLiteral("trainFinish"));
    m_finish->setToolTip(
        tr("Ends the training and makes the model of what it has learned by its last checkpoint"));
    connect(m_finish, &QPushButton::clicked, this, &TrainDialog::finishNow);
    m_activate->setObjectName(QStringLiteral("trainActivate"));
    auto* close = new QPushButton(tr("Close"));
    connect(m_start, &QPushButton::clicked, this, [this] { start(plan()); });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_job)
            m_job->cancel();
    });
    connect(m_activate, &QPushButton::clicked, this, [this] {
        m_jobs.activateModel(m_trained);
        m_status->setText(
            tr("The cases are prepared for %1 in the background; then it is used.").arg(m_trained));
        m_trained.clear();
        refreshButtons();
    });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto* box = new QWidget;
    auto* line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_start);
    line->addWidget(m_stop);
    line->addWidget(m_finish);
    line->addWidget(m_activate);
    line->addStretch(1);
    line->addWidget(close);
    return box;
}

void TrainDialog::reload() {
    m_choice->refresh();
    m_library.ask<std::vector<ModelRow>>(
        this, [](Library& library) { return library.models(); },
        [this](Result<std::vector<ModelRow>> models) {
            if (models)
                fillModels(*models);
            offerResume();
            if (!m_job && (m_name->text().isEmpty() || isTaken(m_name->text())))
                proposeName();
            refreshButtons();
            Q_EMIT loaded();
        });
}

// A model, or a stopped run, which a new run of its name would overwrite.
bool TrainDialog::isTaken(const QString& name) const {
    return m_base->findData(name) >= 0 ||
           std::ranges::find(m_resumable, name, &TrainingPlan::name) != m_resumable.end();
}

void TrainDialog::proposeName() {
    const QString today =
        QStringLiteral("tuned-%1").arg(QDate::currentDate().toString(QStringLiteral("yyyyMMdd")));
    QString name = today;
    for (int next = 2; isTaken(name); ++next)
        name = QStringLiteral("%1-%2").arg(today).arg(next);
    m_name->setText(name);
}

void TrainDialog::fillModels(const std::vector<ModelRow>& models) {
    const QString chosen = m_base->currentData().toString();
    m_base->clear();
    int active = 0;
    for (const ModelRow& model : models) {
        const QString id = toText(model.id);
        if (model.active)
            active = m_base->count();
        m_base->addItem(model.active ? tr("%1 (active)").arg(id) : id, id);
    }
    const int kept = m_base->findData(chosen);
    m_base->setCurrentIndex(kept >= 0 && !chosen.isEmpty() ? kept : active);
    refreshButtons();
}

void TrainDialog::offerResume() {
    m_resumable = m_job ? QList<TrainingPlan>() : m_jobs.interruptedTrainings();
    m_stopped->clear();
    for (const TrainingPlan& plan : m_resumable)
        m_stopped->addItem(
            tr("%1, stopped %2")
                .arg(plan.name, QLocale().toString(plan.stopped, QLocale::ShortFormat)));
    m_resumeBox->setVisible(!m_resumable.isEmpty());
}

void TrainDialog::discard(const QString& name) {
    for (const TrainingPlan& plan : m_jobs.interruptedTrainings())
        if (plan.name == name)
            m_jobs.forgetTraining(plan);
    offerResume();
}

TrainingPlan TrainDialog::plan() const {
    return {.name = m_name->text(),
            .base = m_base->currentData().toString(),
            .cases = m_choice->ticked(),
            .epochs = m_epochs->value(),
            .freezeTowers = m_freeze->isChecked(),
            .validationShare = m_heldOut->value() / 100.0,
            .loraRank = m_advanced->loraRank()};
}

void TrainDialog::finishNow() {
    if (!m_job)
        return;
    m_finishing = true;
    m_job->cancel();
    refreshButtons();
}

void TrainDialog::start(const TrainingPlan& plan) {
    if (!plan.finishNow) // else the curve so far stays
        m_chart->clear();
    m_trained.clear();
    m_running = plan;
    m_job = m_jobs.train(plan);
    connect(m_job, &Job::itemArrived, this, &TrainDialog::takeStep);
    connect(m_job, &Job::changed, this, [this] {
        if (m_job)
            m_status->setText(m_job->statusText());
    });
    connect(m_job, &Job::ended, this, &TrainDialog::trainingEnded);
    m_resumeBox->hide();
    refreshButtons();
}

void TrainDialog::takeStep(const QJsonObject& item) {
    const int step = item[QLatin1String("step")].toInt();
    m_chart->addLoss(step, item[QLatin1String("steps")].toInt(),
                     item[QLatin1String("loss")].toDouble(qQNaN()));
    const QJsonObject recall =
        item[QLatin1String("validation")].toObject()[QLatin1String("text_to_image")].toObject();
    if (!recall.isEmpty())
        m_chart->addRecall(step, {recall[QLatin1String("r1")].toDouble(),
                                  recall[QLatin1String("r5")].toDouble(),
                                  recall[QLatin1String("r10")].toDouble()});
}

void TrainDialog::trainingEnded() {
    if (std::exchange(m_finishing, false) && m_job->state() == JobState::Cancelled) {
        m_job->disconnect(this);
        m_running.finishNow = true;
        start(TrainingPlan(m_running));
        return;
    }
    const bool done = m_job->state() == JobState::Done || m_job->state() == JobState::Problems;
    m_trained = done ? m_job->result()[QLatin1String("model")].toString() : QString();
    m_status->setText(
        done ? tr("Done. %1 is a model of this library now; it is used once you say so.")
                   .arg(m_trained)
             : m_job->statusText());
    m_job->disconnect(this);
    m_job.clear();
    reload();
    refreshButtons();
}

void TrainDialog::refreshButtons() {
    const auto chosen = m_choice->tickedCount();
    m_count->setText(tr("%1 of %n case(s) chosen", nullptr, m_choice->rowCount()).arg(chosen));
    const bool taken = isTaken(m_name->text());
    const bool ready = !m_job && chosen >= fewestCases && m_name->hasAcceptableInput() && !taken &&
                       m_base->count() > 0;
    m_start->setEnabled(ready);
    m_start->setToolTip(m_base->count() == 0   ? tr("There is no model to start from yet.")
                        : chosen < fewestCases ? tr("Choose at least two cases.")
                        : taken && !m_job      ? tr("There is a model or a stopped run of this "
                                                         "name; choose another.")
                                               : QString());
    m_stop->setEnabled(!m_job.isNull());
    m_finish->setEnabled(m_job && !m_finishing && !m_running.finishNow);
    m_advanced->refresh(int(chosen), m_freeze->isChecked());
    m_activate->setEnabled(!m_trained.isEmpty());
}

} // namespace bolus
