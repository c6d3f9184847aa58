namespace Flex3D.Pipeline.Graph;

/// <summary>The right to use one buffer of a <see cref="BufferPool{T}"/> until it is given back.</summary>
/// <param name="Slot">Index of the buffer in its pool.</param>
/// <param name="Generation">How many times that buffer has been rented, this lease included: an old lease is not valid for a buffer that was rented again.</param>
internal readonly record struct Lease(int Slot, int Generation);
