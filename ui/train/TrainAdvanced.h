// Options of fine-tuning that few need, folded away.
#pragma once

#include <QCheckBox>
#include <QLabel>
#include <QWidget>

namespace bolus {

class TrainAdvanced : public QWidget {
    Q_OBJECT
public:
    explicit TrainAdvanced(QWidget* parent = nullptr);

    /// Of so many cases chosen, and whether the encoders are kept as they are.
    void refresh(int cases, bool encodersKept);
    /// 0 where the encoders are not adapted this way.
    int loraRank() const;

private:
    QCheckBox* m_lora;
    QLabel* m_loraNote; // what it does, or why it cannot be had
};

} // namespace bolus
