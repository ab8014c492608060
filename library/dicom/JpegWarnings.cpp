#include "library/dicom/JpegWarnings.h"

#include <mutex>
#include <string_view>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/oflog/appender.h>
#include <dcmtk/oflog/oflog.h>
#include <dcmtk/oflog/spi/logevent.h>

namespace bolus {

namespace {

namespace log = dcmtk::log4cplus;

thread_local bool sawDamage = false;

/// Messages of the IJG library; others, such as bytes too many before a marker, do no harm.
bool tellsOfDamage(std::string_view message) {
    for (const char* words : {"premature end", "Premature end", "bad Huffman code", "instead of"}) {
        if (message.find(words) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

class Listener : public log::Appender {
public:
    ~Listener() override { destructorImpl(); }
    void close() override { closed = true; }

protected:
    void append(const log::spi::InternalLoggingEvent& event) override {
        const auto& message = event.getMessage();
        sawDamage = sawDamage || tellsOfDamage({message.data(), message.size()});
    }
};

/// The rest of DCMTK stays silent.
void listen() {
    OFLogger logger = OFLog::getLogger("dcmtk.dcmjpeg");
    logger.removeAllAppenders();
    logger.setAdditivity(false);
    logger.setLogLevel(OFLogger::WARN_LOG_LEVEL);
    logger.addAppender(log::SharedAppenderPtr(new Listener));
}

} // namespace

JpegWarnings::JpegWarnings() {
    static std::once_flag once;
    std::call_once(once, listen);
    sawDamage = false;
}

bool JpegWarnings::damaged() const {
    return sawDamage;
}

} // namespace bolus
