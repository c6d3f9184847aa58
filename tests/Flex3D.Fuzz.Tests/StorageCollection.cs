namespace Flex3D.Fuzz.Tests;

/// <summary>Tests that put another storage before the readers, one at a time.</summary>
[CollectionDefinition("storage", DisableParallelization = true)]
public sealed class StorageCollection;
