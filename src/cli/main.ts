console.log('hi', process.version as string);
