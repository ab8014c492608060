// Fine-tuning on the library's own cases: choose, start, watch, use.
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>

#include "library/store/Library.h"
#include "ui/jobs/LibraryJobs.h"

namespace bolus {

class LibrarySession;
class Thumbnails;
class TrainAdvanced;
class TrainChart;
class TrainingCases;

class TrainDialog : public QDialog {
    Q_OBJECT
public:
    TrainDialog(LibrarySession& library, Thumbnails& thumbnails, LibraryJobs& jobs,
                QWidget* parent = nullptr);
    /// Reads cases, models and interrupted runs again.
    void reload();
    /// Forgets a stopped run and its checkpoint.
    void discard(const QString& name);

Q_SIGNALS:
    void loaded(); // the lists are filled
    /// Discard was pressed; discard() does it once the user agreed.
    void discardRequested(const QString& name);

private:
    QWidget* buildChoice();
    QWidget* buildOptions();
    QWidget* buildResume();
    QWidget* buildButtons();
    void fillModels(const std::vector<ModelRow>& models);
    void offerResume();
    void finishNow();
    TrainingPlan plan() const;
    void start(const TrainingPlan& plan);
    void takeStep(const QJsonObject& item);
    void trainingEnded();
    void refreshButtons();
    bool isTaken(const QString& name) const;
    void proposeName();

    LibrarySession& m_library;
    LibraryJobs& m_jobs;
    QPointer<Job> m_job;
    TrainingPlan m_running;   // what m_job does
    bool m_finishing = false; // once m_job has stopped, the model is made of its checkpoint
    QString m_trained;        // the model of the run that ended
    TrainingCases* m_choice;
    QListView* m_cases;
    QLineEdit* m_name;
    QComboBox* m_base;
    QSpinBox *m_epochs, *m_heldOut;
    QCheckBox* m_freeze;
    TrainAdvanced* m_advanced;
    QLabel *m_count, *m_status;
    QComboBox* m_stopped; // runs that can be resumed
    QPushButton *m_start, *m_stop, *m_finish, *m_activate, *m_resume;
    QWidget* m_resumeBox;
    QList<TrainingPlan> m_resumable; // as m_stopped lists them
    TrainChart* m_chart;
};

} // namespace bolus
