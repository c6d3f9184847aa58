using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Serilog;

namespace Flex3D.Pipeline.LocalScratch;

/// <summary>A copy of the leading images of a stack on a local disk, kept while a step reads them.</summary>
/// <remarks>If the scratch disk is full or fails, the run warns and reads the original, which only costs time.</remarks>
internal sealed class ScratchStack : IDisposable
{
    private const double MostOfFree = 0.9;
    private const int ChunkBytes = 4_000_000;
    private readonly ScratchFolder _folder;

    private ScratchStack(ScratchFolder folder, ScratchFile file, int images) => (_folder, File, Images) = (folder, file, images);

    /// <summary>The stack, read from the copy as far as the copy goes.</summary>
    public ScratchFile File { get; }

    /// <summary>The number of images that were copied, from the first on.</summary>
    public int Images { get; }

    /// <summary>Copies as many images as fit into the scratch folder of the settings; null if there is none, or no image could be copied.</summary>
    public static ScratchStack? Copy(StepContext context, string stack) =>
        context.Options.Scratch is { } scratch ? Copy(stack, scratch, context.Options.ScratchSize?.Bytes, context.Log, context.Progress, context.Stop) : null;

    /// <param name="stack">The stack, complete or cut off at its end.</param>
    /// <param name="scratch">The scratch folder; made if it is missing.</param>
    /// <param name="limit">Most bytes to copy, within 90 % of the free space; null for no further limit.</param>
    /// <exception cref="InputException">The file is not a stack.</exception>
    /// <exception cref="OperationCanceledException">A stop was asked for; the copy is removed.</exception>
    public static ScratchStack? Copy(string stack, string scratch, long? limit, ILogger log, IProgressReport progress, CancellationToken stop)
    {
        using MrcStack images = MrcStack.Open(stack);
        ScratchFolder? folder = null;
        ScratchStack? made = null;
        try
        {
            ScratchFolder.RemoveStale(scratch, log);
            folder = ScratchFolder.Create(scratch, log);
            long room = Math.Min(limit ?? long.MaxValue, (long)(MostOfFree * Storage.Current.FreeBytes(folder.Path)));
            int count = (int)Math.Min(images.CompleteImages, room / images.ImageBytes);
            if (count > 0)
            {
                made = new ScratchStack(folder, CopyImages(images, count, Path.Combine(folder.Path, "images"), log, progress, stop), count);
                log.Information("{Images} of {Count} prepared images ({Megabytes} MB) are on scratch, in {Folder:l}", count, images.Count, Math.Round(count * images.ImageBytes / 1e6, 1), folder.Path);
            }
            else
            {
                log.Warning("no prepared image was copied to scratch: there is room for {Room} bytes in {Folder:l}, and an image takes {Bytes}", room, scratch, images.ImageBytes);
            }
        }
        catch (Exception fault) when (ScratchFault.Is(fault))
        {
            log.Warning("no prepared image was copied to scratch; images are read from the folder of prep: {Message:l}", fault.Message);
        }
        finally
        {
            if (made is null)
            {
                folder?.Dispose();
            }
        }
        return made;
    }

    /// <summary>Closes the stack and removes the copy.</summary>
    public void Dispose()
    {
        File.Dispose();
        _folder.Dispose();
    }

    private static ScratchFile CopyImages(MrcStack images, int count, string path, ILogger log, IProgressReport progress, CancellationToken stop)
    {
        int imageBytes = (int)images.ImageBytes, atOnce = Math.Max(1, ChunkBytes / imageBytes);
        byte[] chunk = new byte[Math.Min(atOnce, count) * imageBytes];
        uint[] sums = new uint[count];
        IStoredFile? original = null, copy = null;
        try
        {
            original = Storage.Current.Open(images.Path);
            copy = Storage.Current.Create(path);
            using IProgressTask task = progress.Begin("copying to scratch", count, "images");
            for (int from = 0; from < count; from += atOnce)
            {
                stop.ThrowIfCancellationRequested();
                int many = Math.Min(atOnce, count - from);
                Span<byte> bytes = chunk.AsSpan(0, many * imageBytes);
                if (Storage.ReadFully(original, bytes, images.OffsetOf(from)) < bytes.Length)
                {
                    throw new IOException($"'{images.Path}' has become shorter");
                }
                for (int i = 0; i < many; i++)
                {
                    sums[from + i] = ScratchFile.SumOf(bytes.Slice(i * imageBytes, imageBytes));
                }
                copy.Write(bytes, (long)from * imageBytes);
                task.Advance(many);
            }
            copy.Flush(); // a disk that could not take the data reports it here at the latest
            return copy.Length == (long)count * imageBytes
                ? new ScratchFile(original, copy, images.OffsetOf(0), imageBytes, sums, why => log.Warning("the copy on scratch is no longer used; images are read from the folder of prep: {Why:l}", why))
                : throw new IOException($"'{path}' has {copy.Length} bytes instead of {(long)count * imageBytes}");
        }
        catch
        {
            original?.Dispose();
            copy?.Dispose();
            throw;
        }
    }
}
