namespace Flex3D.Stages.Files;

/// <summary>The file operations that Flex3D's results and its survival depend on, so that each can be made to fail.</summary>
/// <remarks>
/// Durability: bytes survive a power cut once <see cref="IStoredFile.Flush"/> has returned; a new, renamed or deleted name once
/// <see cref="FlushFolder"/> of its folder has. Failures are <see cref="IOException"/>s (a full disk: see its HResult) or
/// <see cref="UnauthorizedAccessException"/>. Paths are the operating system's.
/// </remarks>
public interface IStorage
{
    /// <summary>Opens a file for reading; others may read, rename or delete it meanwhile.</summary>
    IStoredFile Open(string path);

    /// <summary>Makes an empty file, or empties one, for writing and reading.</summary>
    IStoredFile Create(string path);

    /// <summary>Renames a file, replacing what has the new name, at once for everybody who looks.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file; nothing happens where there is none.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a folder survive a power cut.</summary>
    void FlushFolder(string folder);

    /// <summary>Makes a folder and those above it that are missing. For names that survive a power cut: <see cref="DurableFolder.Create"/>.</summary>
    void CreateFolder(string folder);

    /// <summary>Deletes an empty folder; nothing happens where there is none.</summary>
    void DeleteFolder(string folder);

    /// <summary>Bytes that this user may still write on the disk of a folder that is there.</summary>
    long FreeBytes(string folder);

    bool FileExists(string path);

    bool FolderExists(string folder);

    /// <summary>Paths of a folder's folders, links not among them, in no order; none where there is no folder.</summary>
    IReadOnlyList<string> ListFolders(string folder);

    /// <summary>Holds a file, made where it is missing, until the result is disposed of or the process ends, however it does.</summary>
    /// <returns>Null while another holds it: in this process, in another, or on another machine where the file system tells.</returns>
    IDisposable? TryLock(string path);

    /// <summary>Paths of a folder's files whose names match <paramref name="pattern"/> (* and ?), in no order; none where there is no folder.</summary>
    IReadOnlyList<string> List(string folder, string pattern);
}
