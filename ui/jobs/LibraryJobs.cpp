#include "ui/jobs/LibraryJobs.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QSaveFile>

namespace bolus {

namespace {

constexpr int demonstrationCases = 24;
constexpr int demonstrationSeed = 1;

qint64 number(const QJsonObject& object, const char* key) {
    return object[QLatin1String(key)].toInteger();
}

// In pieces: the system takes no argument of more than 128 KiB.
QStringList chosenCases(const QList<qint64>& cases) {
    constexpr qsizetype most = 4096;
    QStringList arguments;
    for (qsizetype begin = 0; begin < cases.size(); begin += most) {
        QStringList ids;
        for (const qint64 id : cases.mid(begin, most))
            ids << QString::number(id);
        arguments << QStringLiteral("--library-cases") << ids.join(QLatin1Char(','));
    }
    return arguments;
}

} // namespace

QJsonObject TrainingPlan::toJson() const {
    QJsonArray ids;
    for (const qint64 id : cases)
        ids.append(id);
    return {{QLatin1String("name"), name},
            {QLatin1String("base"), base},
            {QLatin1String("cases"), ids},
            {QLatin1String("epochs"), epochs},
            {QLatin1String("freeze_towers"), freezeTowers},
            {QLatin1String("validation_share"), validationShare},
            {QLatin1String("lora_rank"), loraRank}};
}

TrainingPlan TrainingPlan::fromJson(const QJsonObject& object) {
    TrainingPlan plan;
    plan.name = object[QLatin1String("name")].toString();
    plan.base = object[QLatin1String("base")].toString();
    for (const QJsonValue& id : object[QLatin1String("cases")].toArray())
        plan.cases.append(id.toInteger());
    plan.epochs = object[QLatin1String("epochs")].toInt(plan.epochs);
    plan.freezeTowers = object[QLatin1String("freeze_towers")].toBool(plan.freezeTowers);
    plan.loraRank = object[QLatin1String("lora_rank")].toInt();
    plan.validationShare = object[QLatin1String("validation_share")].toDouble(plan.validationShare);
    return plan;
}

LibraryJobs::LibraryJobs(JobQueue& queue, QObject* parent) : QObject(parent), m_queue(queue) {}

void LibraryJobs::setLibrary(const QString& folder) {
    m_library = folder;
    m_queue.setLibrary(folder);
}

Job* LibraryJobs::add(const QString& title, const QStringList& command, Job::Lane lane) {
    return m_queue.add(std::make_unique<Job>(title, command, lane));
}

Job* LibraryJobs::importPaths(const QStringList& paths) {
    const QString what = paths.size() == 1 ? QFileInfo(paths.front()).fileName()
                                           : tr("%n item(s)", nullptr, paths.size());
    Job* job = add(tr("Import %1").arg(what), QStringList{QStringLiteral("import")} + paths);
    connect(job, &Job::ended, this, [this, job] { importOver(job); });
    return job;
}

void LibraryJobs::importOver(Job* job) {
    if (job->state() == JobState::Done || job->state() == JobState::Problems) {
        const QJsonObject& result = job->result();
        QStringList parts{tr("%n new image(s)", nullptr, number(result, "imported"))};
        if (const auto n = number(result, "duplicates"))
            parts << tr("%n were there already", nullptr, n);
        if (const auto n = number(result, "quarantined"))
            parts << tr("%n could not be read and are listed", nullptr, n);
        if (const auto n = number(result, "ignored"))
            parts << tr("%n are not DICOM", nullptr, n);
        parts << tr("the library holds %n case(s) now", nullptr, number(result, "cases"));
        job->setSummary(parts.join(QStringLiteral("; ")) + QLatin1Char('.'));
        if (number(result, "imported") > 0) {
            check(); // so that opening a case never waits for it
            embed();
        }
    }
}

Job* LibraryJobs::importReports(const QString& path) {
    Job* job = add(tr("Import reports from %1").arg(QFileInfo(path).fileName()),
                   {QStringLiteral("report"), QStringLiteral("import"), path});
    connect(job, &Job::ended, this, [job] {
        if (job->state() != JobState::Done && job->state() != JobState::Problems)
            return;
        job->setSummary(tr("%n report(s) belong to cases of the library", nullptr,
                           number(job->result(), "matched")) +
                        tr("; %n match no study.", nullptr, number(job->result(), "unmatched")));
    });
    return job;
}

Job* LibraryJobs::makeDemonstration() {
    const QString folder = QDir(m_library).filePath(QStringLiteral("demonstration"));
    Job* job = add(tr("Make demonstration cases"),
                   {QStringLiteral("phantom"), folder, QStringLiteral("--cases"),
                    QString::number(demonstrationCases), QStringLiteral("--seed"),
                    QString::number(demonstrationSeed)});
    connect(job, &Job::ended, this, [this, job, folder] {
        if (job->state() == JobState::Done)
            importPaths({folder});
    });
    return job;
}

Job* LibraryJobs::check() {
    return add(tr("Check images"), {QStringLiteral("check")});
}

Job* LibraryJobs::registerPhases(qint64 caseId, const QString& patient, const QString& fixed) {
    Job* job = add(tr("Register the phases of %1").arg(patient),
                   {QStringLiteral("register"), QString::number(caseId), QStringLiteral("--fixed"),
                    fixed, QStringLiteral("--all"), QStringLiteral("--deformable")});
    connect(job, &Job::ended, this, [job] {
        if (job->state() != JobState::Done && job->state() != JobState::Problems)
            return;
        const auto& result = job->result();
        QStringList parts{tr("%n phase(s) registered well", nullptr, number(result, "good"))};
        if (const auto n = number(result, "doubtful"))
            parts << tr("%n doubtful and linked by position", nullptr, n);
        if (const auto n = number(result, "failed"))
            parts << tr("%n could not be registered and are linked by position", nullptr, n);
        job->setSummary(parts.join(QStringLiteral("; ")) + QLatin1Char('.'));
    });
    return job;
}

Job* LibraryJobs::verify() {
    Job* job = add(tr("Verify the library"), {QStringLiteral("verify"), QStringLiteral("--deep")});
    connect(job, &Job::ended, this, [job] {
        if (job->state() != JobState::Done && job->state() != JobState::Problems)
            return;
        const qint64 problems = number(job->result(), "problems");
        job->setSummary(problems
                            ? tr("%n problem(s); the details say what to do.", nullptr, problems)
                            : tr("%n image file(s) read whole; all is as it was imported.", nullptr,
                                 number(job->result(), "files")));
    });
    return job;
}

Job* LibraryJobs::embed() {
    return add(tr("Prepare cases for searching"), {QStringLiteral("embed")});
}

QString LibraryJobs::trainingFile(const QString& name, const QString& ending) const {
    return QDir(m_library).filePath(QStringLiteral("training/") + name + ending);
}

Job* LibraryJobs::train(const TrainingPlan& plan) {
    QDir(m_library).mkpath(QStringLiteral("training"));
    QSaveFile saved(trainingFile(plan.name, QStringLiteral(".json")));
    if (saved.open(QIODevice::WriteOnly)) {
        saved.write(QJsonDocument(plan.toJson()).toJson());
        saved.commit();
    }
    QStringList command{
        QStringLiteral("train"),
        QStringLiteral("--base"),
        plan.base,
        QStringLiteral("--out"),
        QDir(m_library).filePath(QStringLiteral("models/%1.safetensors").arg(plan.name)),
        QStringLiteral("--name"),
        plan.name,
        QStringLiteral("--epochs"),
        QString::number(plan.epochs),
        QStringLiteral("--checkpoint"),
        trainingFile(plan.name, QStringLiteral(".checkpoint")),
        QStringLiteral("--validation"),
        QString::number(plan.validationShare)};
    command << chosenCases(plan.cases);
    if (plan.freezeTowers)
        command << QStringLiteral("--freeze-towers");
    if (plan.loraRank > 0)
        command << QStringLiteral("--lora") << QString::number(plan.loraRank);
    if (plan.finishNow)
        command << QStringLiteral("--finish-now");
    Job* job = add(tr("Fine-tune %1").arg(plan.name), command, Job::Lane::Training);
    m_training.insert(plan.name);
    connect(job, &Job::ended, this, [this, job, plan] {
        m_training.remove(plan.name);
        if (job->state() != JobState::Done && job->state() != JobState::Problems)
            return;
        forgetTraining(plan);
        Q_EMIT modelsChanged();
    });
    return job;
}

Job* LibraryJobs::importModel(const QString& file) {
    Job* job = add(tr("Import model %1").arg(QFileInfo(file).fileName()),
                   {QStringLiteral("model"), QStringLiteral("import"), file});
    connect(job, &Job::ended, this, &LibraryJobs::modelsChanged);
    return job;
}

// The old model answers until the new one knows every case: half a search would look like a whole.
Job* LibraryJobs::activateModel(const QString& id) {
    Job* prepare = add(tr("Prepare cases for model %1").arg(id),
                       {QStringLiteral("embed"), QStringLiteral("--model"), id});
    connect(prepare, &Job::ended, this, [this, prepare, id] {
        if (prepare->state() != JobState::Done && prepare->state() != JobState::Problems)
            return;
        Job* activate = add(tr("Activate model %1").arg(id),
                            {QStringLiteral("model"), QStringLiteral("activate"), id});
        connect(activate, &Job::ended, this, &LibraryJobs::modelsChanged);
    });
    return prepare;
}

Job* LibraryJobs::removeModel(const QString& id) {
    Job* job =
        add(tr("Remove model %1").arg(id), {QStringLiteral("model"), QStringLiteral("remove"), id});
    connect(job, &Job::ended, this, &LibraryJobs::modelsChanged);
    return job;
}

QList<TrainingPlan> LibraryJobs::interruptedTrainings() const {
    QList<TrainingPlan> plans;
    const QDir folder(QDir(m_library).filePath(QStringLiteral("training")));
    for (const QFileInfo& checkpoint :
         folder.entryInfoList({QStringLiteral("*.checkpoint")}, QDir::Files, QDir::Time)) {
        const QString name = checkpoint.completeBaseName();
        QFile saved(trainingFile(name, QStringLiteral(".json")));
        if (!saved.open(QIODevice::ReadOnly))
            continue;
        TrainingPlan plan =
            TrainingPlan::fromJson(QJsonDocument::fromJson(saved.readAll()).object());
        plan.stopped = checkpoint.lastModified();
        if (plan.name == name && !plan.cases.isEmpty() && !m_training.contains(name))
            plans.append(plan);
    }
    return plans;
}

void LibraryJobs::forgetTraining(const TrainingPlan& plan) {
    QFile::remove(trainingFile(plan.name, QStringLiteral(".json")));
    QFile::remove(trainingFile(plan.name, QStringLiteral(".checkpoint")));
}

} // namespace bolus
