// The declaration of a list's calendar: the fields that make an event.

public struct CalendarEvents: Sendable {
    let name: String
    /// The field of the event's permanent id; `@bilateral` is appended.
    let id: String
    let start: String
    /// The field of the last day, inclusive.
    let end: String
    let title: String
    /// The fields that form the description, each with its label.
    let description: [(label: String, field: String)]
    let category: String
    /// The field and value that mark an event as tentative.
    let tentative: (field: String, value: String)

    public init(
        name: String, id: String, start: String, end: String, title: String,
        description: [(label: String, field: String)], category: String, tentative: (field: String, value: String)
    ) {
        self.name = name
        self.id = id
        self.start = start
        self.end = end
        self.title = title
        self.description = description
        self.category = category
        self.tentative = tentative
    }
}
