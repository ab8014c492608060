// What the sanitizers are told, whoever starts the targets.
extern "C" const char* __asan_default_options() {
    // detect_container_overflow=0: containers cross the border to libraries that are not
    // instrumented (DCMTK, ITK, ICU), whose inlined copies of std::string and std::vector do not
    // keep ASan's notes of their capacity; the check would give false alarms there.
    // max_allocation_size_mb: a larger block is memory taken on a file's word alone. Where that is
    // Bolus's own `new`, the run ends; DCMTK asks politely (std::nothrow, malloc) and must then be
    // told no, which is what allocator_may_return_null allows.
    return "detect_container_overflow=0:max_allocation_size_mb=512:allocator_may_return_null=1";
}

extern "C" const char* __lsan_default_suppressions() {
    // DCMTK 3.6.7 forgets an item where the sequence around it is broken: some hundred bytes a
    // damaged file, and not Bolus's to free. Found as a symbol or, without symbols, as a module.
    return "leak:DcmSequenceOfItems::makeSubObject\nleak:libdcmdata.so\n";
}
