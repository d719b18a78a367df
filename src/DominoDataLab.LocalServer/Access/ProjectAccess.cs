namespace DominoDataLab.LocalServer.Access;

/// <summary>The access of a user to a project. Each level includes the levels before it.</summary>
internal enum ProjectAccess
{
    /// <summary>Not even know that it is there.</summary>
    None,

    /// <summary>Find it: everybody, if the project is searchable.</summary>
    Discover,

    /// <summary>See files, runs and results: everybody, if the project is public; else every collaborator.</summary>
    Read,

    /// <summary>Change files and run: contributors.</summary>
    Contribute,

    /// <summary>Change the project itself: its owners and administrators.</summary>
    Own,
}
