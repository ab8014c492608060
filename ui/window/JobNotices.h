// Tells in the message bar how jobs ended, where that needs telling.
#pragma once

#include "ui/jobs/Job.h"
#include "ui/window/MessageBar.h"

namespace bolus {

void noticeJobEnd(const Job& job, MessageBar& bar);

} // namespace bolus
