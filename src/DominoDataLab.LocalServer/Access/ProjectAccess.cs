namespace DominoDataLab.LocalServer.Access;

/// <summary>The access of a user to a project. Each level includes the levels before it.</summary>
internal enum ProjectAccess
{
    /// <summary>Not even know that it is there.</summary>
    None,

    /// <summary>Find it: everybody, if the project is searchable; otherwise project importers.</summary>
    Discover,

    /// <summary>See jobs with their logs, and apps: launcher users.</summary>
    ViewRuns,

    /// <summary>See files, datasets, schedules and models: everybody, if the project is public; otherwise results consumers.</summary>
    Read,

    /// <summary>Change files and run: contributors.</summary>
    Contribute,

    /// <summary>Change the project itself: its owners and administrators.</summary>
    Own,
}
