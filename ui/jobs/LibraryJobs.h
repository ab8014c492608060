// The jobs the window starts, and what follows from each: import → check → embed, demonstration →
// import, use a model → embed → activate.
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QObject>
#include <QSet>
#include <QStringList>

#include "ui/jobs/JobQueue.h"

namespace bolus {

/// What a fine-tuning run needs to start, and to go on after the program was closed.
struct TrainingPlan {
    QString name, base;
    QList<qint64> cases;
    int epochs = 20;
    bool freezeTowers = true;
    double validationShare = 0.25;
    int loraRank = 0; // above 0: low-rank changes to the encoders' last blocks
    /// Takes no further step: the model is made of the checkpoint. Not stored.
    bool finishNow = false;
    QDateTime stopped = {}; // when its last checkpoint was written; not stored

    QJsonObject toJson() const;
    static TrainingPlan fromJson(const QJsonObject& object);
};

class LibraryJobs : public QObject {
    Q_OBJECT
public:
    explicit LibraryJobs(JobQueue& queue, QObject* parent = nullptr);

    void setLibrary(const QString& folder);

    Job* importPaths(const QStringList& paths);
    Job* importReports(const QString& path);
    Job* makeDemonstration();
    Job* check();
    /// Every other phase of the case to this one: SERIES:PART.
    /// `patient`: as the job is called.
    Job* registerPhases(qint64 caseId, const QString& patient, const QString& fixed);
    /// Reads all that the library refers to, whole; changes nothing.
    Job* verify();
    Job* embed();
    Job* train(const TrainingPlan& plan);
    Job* importModel(const QString& file);
    /// Prepares the cases for it first; until that is done the model before it answers.
    Job* activateModel(const QString& id);
    Job* removeModel(const QString& id);

    /// Runs that were stopped and have a checkpoint; the one that ran last comes first.
    QList<TrainingPlan> interruptedTrainings() const;
    void forgetTraining(const TrainingPlan& plan);

Q_SIGNALS:
    /// The models of the library are others than before.
    void modelsChanged();

private:
    Job* add(const QString& title, const QStringList& command, Job::Lane lane = Job::Lane::Library);
    QString trainingFile(const QString& name, const QString& ending) const;
    void importOver(Job* job);

    JobQueue& m_queue;
    QString m_library;
    QSet<QString> m_training; // names of the runs under way
};

} // namespace bolus
