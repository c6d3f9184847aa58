namespace Flex3D.Stages.Files;

/// <summary>The file operations on which results and recovery depend, behind one interface so that each can be made to fail in tests.</summary>
/// <remarks>
/// Durability: bytes survive a power cut once <see cref="IStoredFile.Flush"/> has returned; a new, renamed or deleted name once
/// <see cref="FlushFolder"/> of its folder has. Failures are <see cref="IOException"/>s (a full disk: see its HResult) or
/// <see cref="UnauthorizedAccessException"/>. Paths are the operating system's.
/// </remarks>
public interface IStorage
{
    /// <summary>Opens a file for reading; others may read, rename or delete it meanwhile.</summary>
    IStoredFile Open(string path);

    /// <summary>Creates an empty file, or empties an existing one, for writing and reading.</summary>
    IStoredFile Create(string path);

    /// <summary>Renames a file and replaces the file of the new name, if any; other processes see the change at once.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file; does nothing where there is none.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a folder survive a power cut.</summary>
    void FlushFolder(string folder);

    /// <summary>Creates a folder and its missing parents. For names that survive a power cut use <see cref="DurableFolder.Create"/>.</summary>
    void CreateFolder(string folder);

    /// <summary>Deletes an empty folder; does nothing where there is none.</summary>
    void DeleteFolder(string folder);

    /// <summary>Bytes that this user may still write on the disk of an existing folder.</summary>
    long FreeBytes(string folder);

    bool FileExists(string path);

    bool FolderExists(string folder);

    /// <summary>When a file was changed last, UTC.</summary>
    DateTime LastChange(string path);

    /// <summary>Paths of a folder's subfolders without links, in no order; empty where there is no folder.</summary>
    IReadOnlyList<string> ListFolders(string folder);

    /// <summary>Locks a file, created where it is missing, until the result is disposed of or the process ends in any way.</summary>
    /// <returns>Null while the file is locked already: in this process, in another, or on another machine where the file system reports it.</returns>
    IDisposable? TryLock(string path);

    /// <summary>Paths of a folder's files whose names match <paramref name="pattern"/> (* and ?), in no order; empty where there is no folder.</summary>
    IReadOnlyList<string> List(string folder, string pattern);
}
