// `bilateral describe`: a first dataset.json for a file.

import API
import Dataset

enum Describe {
    static func run(_ path: String) throws(UsageError) {
        do throws(DataError) {
            let codes = try Snapshot(files: DataFile.embedded).dataset.codes
            let draft = try DescriptionDraft(try DataFile(path: path), codes: codes)
            System.write(Array(draft.json.utf8)[...])
            for note in draft.notes { System.report(note) }
        } catch {
            System.fail(error.description, status: 1)
        }
    }
}
